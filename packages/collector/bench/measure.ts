// Measures one path: the process that does the work, from the first line to the last.
import { usageOf } from "./process-usage.js";

/** What a run cost. */
export interface Figures {
  path: string;
  who: string;
  lines: number;
  seconds: number;
  cpuSeconds: number;
  peakMegabytes: number;
}

/** Runs `work` over `lines` lines, which process `pid` does. */
export async function measure(
  { path, who, lines, pid }: { path: string; who: string; lines: number; pid: number },
  work: () => Promise<void>,
): Promise<Figures> {
  const before = usageOf(pid);
  const begin = performance.now();
  await work();
  const seconds = (performance.now() - begin) / 1000;
  const after = usageOf(pid);
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
  return { path, who, lines, seconds, cpuSeconds, peakMegabytes: after.peakMegabytes };
}

const rate = ({ lines, seconds }: Figures): number => lines / seconds;

/** The figures of a run in one line; with a peer's beside it, also how many times as fast we are. */
export function describe(figures: Figures, ours?: Figures): string {
  const { path, who, lines, cpuSeconds, peakMegabytes } = figures;
  const cpu = ((cpuSeconds / lines) * 1e6).toFixed(2);
  const ratio = ours === undefined ? "" : `  cordwood: ${(rate(ours) / rate(figures)).toFixed(2)}x as fast`;
  const perSecond = Math.round(rate(figures)).toLocaleString("en");
  return `${path.padEnd(44)} ${who.padEnd(11)} ${perSecond.padStart(9)} lines/s ${cpu.padStart(6)} CPU-s/M ${peakMegabytes.toFixed(0).padStart(5)} MB${ratio}`;
}
