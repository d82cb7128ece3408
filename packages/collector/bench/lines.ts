// What the benchmark's sources write.
import { closeSync, openSync, writeSync } from "node:fs";
import { encodeMessagePack } from "@cordwood/collector/decoders";

/** How many lines each path carries. */
export const lineCount: number = Number(process.env["LINES"] ?? 1_000_000);

const start = 1_700_000_000_000;

/** A record as services write them in JSON. */
export function jsonLine(n: number): string {
  const time = new Date(start + n).toISOString();
  return `{"time":"${time}","level":"info","service":"checkout","logger":"http.server","msg":"GET /api/v1/orders/${n} 200 in ${n % 900} ms","trace_id":"${(n + 1).toString(16).padStart(32, "0")}","http":{"request":{"method":"GET"},"response":{"status_code":200,"bytes":${n % 5000}}},"user_id":"u-${n % 10_000}","region":"eu-central-1","duration_ms":${n % 900}}`;
}

/** A line of a Java service. */
export function plainLine(n: number): string {
  return `${new Date(start + n).toISOString()} INFO [worker-${n % 16}] com.example.Orders - order ${n} accepted in ${n % 900} ms`;
}

/** Writes {@link lineCount} lines to a file. */
export function writeLines(path: string, line: (n: number) => string): void {
  const file = openSync(path, "w");
  for (let n = 0; n < lineCount;) {
    let text = "";
    for (const end = Math.min(lineCount, n + 5000); n < end; n += 1) text += `${line(n)}\n`;
    writeSync(file, text);
  }
  closeSync(file);
}

/** Entries of one forward chunk. */
export const chunkEntries = 5000;

const entryHead = Buffer.from("92d70065920080075bcd15", "hex");

/** The entries of one chunk, as Fluent Bit packs those of a tailed access log. */
export function packedEntries(): Buffer {
  const record = encodeMessagePack({
    log: "GET /api/v1/orders 200 in 17 ms",
    level: "info",
    user: "u-17",
    region: "eu",
  });
  return Buffer.concat(Array.from({ length: chunkEntries }, () => Buffer.concat([entryHead, record])));
}
