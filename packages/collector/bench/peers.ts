// Fluent Bit and fluentd beside us, where CORDWOOD_FLUENT_BIT and CORDWOOD_FLUENTD name their binaries. Their command
// lines are those of their own documentation (docs.fluentbit.io, docs.fluentd.org).
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { listening, sendForward } from "./forward-senders.js";
import { lineCount } from "./lines.js";
import { type Figures, measure } from "./measure.js";
import { usageOf } from "./process-usage.js";

const forwardPort = 24_298;

/** A peer that runs the same paths. */
export interface Peer {
  who: string;
  tail(path: string, file: string, directory: string): Promise<Figures>;
  forward(path: string, directory: string): Promise<Figures>;
}

function start(binary: string, args: string[]): ChildProcess {
  return spawn(binary, args, { stdio: ["ignore", "ignore", "inherit"] });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** Measures a process that is there only while it works: its last usage is what counts. */
async function measureToExit(path: string, who: string, child: ChildProcess): Promise<Figures> {
  const begin = performance.now();
  let usage = { cpuSeconds: 0, peakMegabytes: 0 };
  while (child.exitCode === null && child.signalCode === null) {
    try {
      usage = usageOf(child.pid ?? 0);
    } catch {
      break; // it has just ended
    }
    await sleep(20);
  }
  return { path, who, lines: lineCount, seconds: (performance.now() - begin) / 1000, ...usage };
}

async function measureForward(path: string, who: string, child: ChildProcess): Promise<Figures> {
  try {
    await listening(forwardPort);
    return await measure({ path, who, lines: lineCount, pid: child.pid ?? 0 }, () => sendForward(forwardPort));
  } finally {
    await stop(child);
  }
}

/** Fluent Bit with storage on disk and full sync, the nearest to our guarantee. */
export function fluentBit(binary: string): Peer {
  const who = "fluent-bit";
  return {
    who,
    async tail(path, file, directory) {
      mkdirSync(directory, { recursive: true });
      const parsers = join(directory, "parsers.conf");
      const config = join(directory, "fluent-bit.conf");
      writeFileSync(parsers, "[PARSER]\n    Name json\n    Format json\n");
      writeFileSync(
        config,
        `[SERVICE]\n    Flush 1\n    Grace 1\n    Log_Level error\n    Parsers_File ${parsers}\n    storage.path ${join(directory, "storage")}\n    storage.sync full\n[INPUT]\n    Name tail\n    Path ${file}\n    Parser json\n    Read_from_Head On\n    Exit_On_Eof On\n    storage.type filesystem\n[OUTPUT]\n    Name null\n    Match *\n`,
      );
      return measureToExit(path, who, start(binary, ["-c", config]));
    },
    forward(path) {
      const input = ["-i", "forward", "-p", "listen=127.0.0.1", "-p", `port=${forwardPort}`];
      return measureForward(path, who, start(binary, ["-q", ...input, "-o", "null", "-m", "*"]));
    },
  };
}

/** Where fluentd's tail has got to: the second column of its position file, in hexadecimal. */
function fluentdPosition(path: string): number {
  return existsSync(path) ? Number.parseInt(readFileSync(path, "latin1").split("\t")[1] ?? "0", 16) : 0;
}

/** fluentd, one worker. */
export function fluentd(binary: string): Peer {
  const who = "fluentd";
  const run = (directory: string, source: string): ChildProcess => {
    mkdirSync(directory, { recursive: true });
    const config = join(directory, "fluent.conf");
    writeFileSync(config, `<source>\n${source}\n</source>\n<match **>\n  @type null\n</match>\n`);
    return start(binary, ["-q", "-c", config]);
  };
  return {
    who,
    async tail(path, file, directory) {
      const positions = join(directory, "positions");
      const parse = "  <parse>\n    @type json\n  </parse>";
      const child = run(
        directory,
        `  @type tail\n  tag bench\n  path ${file}\n  pos_file ${positions}\n  read_from_head true\n${parse}`,
      );
      try {
        while (fluentdPosition(positions) === 0) await sleep(20);
        const { size } = statSync(file);
        return await measure({ path, who, lines: lineCount, pid: child.pid ?? 0 }, async () => {
          while (fluentdPosition(positions) < size) await sleep(20);
        });
      } finally {
        await stop(child);
      }
    },
    forward(path, directory) {
      const child = run(directory, `  @type forward\n  bind 127.0.0.1\n  port ${forwardPort}`);
      return measureForward(path, who, child);
    },
  };
}
