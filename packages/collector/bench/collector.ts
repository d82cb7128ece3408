// Throughput of the collector: files and requests through the fsynced buffer to an output that keeps nothing.
// LINES=1000000 says how many; the files lie under the system's temporary directory.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { once } from "node:events";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getLogger } from "@cordwood/logging";
import { startCollector, type Collector, type Output, type PipelineConfig } from "@cordwood/collector";
import { encodeMessagePack } from "@cordwood/collector/decoders";
import { describe, measure } from "./measure.js";

const lines = Number(process.env["LINES"] ?? 1_000_000);
const logger = getLogger("bench");
logger.setLevel("ERROR");

const nowhere: Output = {
  name: "null",
  concurrency: 1,
  deliver: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

function jsonLine(n: number): string {
  const time = new Date(1_700_000_000_000 + n).toISOString();
  return `{"time":"${time}","level":"info","service":"checkout","logger":"http.server","msg":"GET /api/v1/orders/${n} 200 in ${n % 900} ms","trace_id":"${(n + 1).toString(16).padStart(32, "0")}","http":{"request":{"method":"GET"},"response":{"status_code":200,"bytes":${n % 5000}}},"user_id":"u-${n % 10_000}","region":"eu-central-1","duration_ms":${n % 900}}`;
}

function plainLine(n: number): string {
  return `${new Date(1_700_000_000_000 + n).toISOString()} INFO [worker-${n % 16}] com.example.Orders - order ${n} accepted in ${n % 900} ms`;
}

function writeFile(path: string, line: (n: number) => string): void {
  const file = openSync(path, "w");
  for (let n = 0; n < lines;) {
    let text = "";
    for (const end = Math.min(lines, n + 5000); n < end; n += 1) text += `${line(n)}\n`;
    writeSync(file, text);
  }
  closeSync(file);
}

async function received(collector: Collector): Promise<void> {
  while (collector.snapshot().receivedRecords < lines) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

async function tail(folder: string, name: string, line: (n: number) => string): Promise<void> {
  const path = join(folder, `${name}.log`);
  writeFile(path, line);
  const directory = join(folder, name);
  const figures = await measure(`tail ${name} -> fsynced buffer -> null`, lines, async () => {
    const collector = await startCollector({ directory, files: [path], outputs: [nowhere], logger });
    await received(collector);
    await collector.close();
  });
  process.stdout.write(`${describe(figures)}\n`);
}

async function ingest(folder: string): Promise<void> {
  const batch = 1000;
  const body = Buffer.from(Array.from({ length: batch }, (_, n) => jsonLine(n)).join("\n"));
  const collector = await startCollector({ directory: join(folder, "ingest"), outputs: [nowhere], logger });
  const figures = await measure("ingest ndjson, acknowledged, 8 senders", lines, async () => {
    let left = lines / batch;
    const sender = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await collector.ingest(body, "ndjson", {});
      }
    };
    await Promise.all(Array.from({ length: 8 }, sender));
  });
  process.stdout.write(`${describe(figures)}\n`);
  await collector.close();
}

async function forward(folder: string): Promise<void> {
  const directory = join(folder, "forward");
  const pipeline = { inputs: [{ type: "forward", listen: "127.0.0.1:24299" }] } satisfies PipelineConfig;
  const collector = await startCollector({ directory, outputs: [nowhere], logger, pipeline });
  const batch = 5000;
  const entry = Buffer.from("92d70065920080075bcd15", "hex");
  const record = encodeMessagePack({
    log: "GET /api/v1/orders 200 in 17 ms",
    level: "info",
    user: "u-17",
    region: "eu",
  });
  const entries = Buffer.concat(Array.from({ length: batch }, () => Buffer.concat([entry, record])));
  const message = encodeMessagePack(["bench", entries, { chunk: "c", size: batch }]);
  const figures = await measure("forward, acknowledged, 4 senders", lines, async () => {
    let left = lines / batch;
    const sender = async (): Promise<void> => {
      const socket = connect(24_299, "127.0.0.1");
      for (; left > 0;) {
        left -= 1;
        socket.write(message);
        await once(socket, "data");
      }
      socket.destroy();
    };
    await Promise.all(Array.from({ length: 4 }, sender));
  });
  process.stdout.write(`${describe(figures)}\n`);
  await collector.close();
}

const folder = mkdtempSync(join(tmpdir(), "cordwood-bench-"));
try {
  await tail(folder, "NDJSON", jsonLine);
  await tail(folder, "text", plainLine);
  await ingest(folder);
  await forward(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
