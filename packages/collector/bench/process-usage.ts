// CPU time and greatest memory of a process, whoever's it is, from /proc (Linux).
import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100;

/** What a process has used since it started. */
export interface Usage {
  cpuSeconds: number;
  peakMegabytes: number;
}

function fieldsOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function childrenOf(pid: number): number[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((other) => {
    try {
      return Number(fieldsOf(other)[1]) === pid;
    } catch {
      return false; // ended in the meantime
    }
  });
}

function ownUsage(pid: number): Usage {
  const fields = fieldsOf(pid);
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? "0";
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    peakMegabytes: Number(peak) / 1024,
  };
}

/** Usage of a process and, where it is a supervisor as fluentd's, of its children. */
export function usageOf(pid: number): Usage {
  const all = [pid, ...childrenOf(pid)].map((each) => ownUsage(each));
  return {
    cpuSeconds: all.reduce((sum, each) => sum + each.cpuSeconds, 0),
    peakMegabytes: all.reduce((sum, each) => sum + each.peakMegabytes, 0),
  };
}
