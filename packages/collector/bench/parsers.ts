// Lines per second of CPU time of the auto parser, with grouping, for each loghub sample and some other formats.
// `tsc -b packages/collector && tsc -p packages/collector/bench && node packages/collector/bench/dist/parsers.js`;
// CORDWOOD_LOGHUB names the folder of the samples.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LineGrouper, createAutoParser, zoneOf } from "@cordwood/collector/parsers";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.env["CORDWOOD_LOGHUB"] ?? resolve(here, "../../../../../shared/data/loghub");
const systems = ["Android", "Apache", "BGL", "HDFS", "Hadoop", "Linux", "Mac", "OpenSSH", "Spark", "Windows"];
const seconds = 1.5;

function readSample(system: string): string[] {
  const path = join(folder, system, `${system}_2k.log`);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split(/\r*\n/)
    .filter((line) => line !== "");
}

const repeated = (line: string): string[] => Array.from({ length: 2000 }, () => line);

const made: Record<string, string[]> = {
  pino: repeated(
    '{"level":30,"time":1551783471500,"pid":12,"hostname":"web01","name":"shop","msg":"hello","req":{"id":7}}',
  ),
  logfmt: repeated('time=2019-03-05T10:57:51Z level=info msg="GET /path" status=200 duration=12ms'),
  combined: repeated('10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.1" 200 2326 "-" "Mozilla/5.0 (X11)"'),
  cri: repeated("2016-10-06T00:17:09.669794202Z stdout F 2016-10-06 00:17:09 INFO main: hello"),
  rfc5424: repeated('<165>1 2003-10-11T22:14:15.003Z host app 77 ID47 [a@1 iut="3"] An event'),
  prose: repeated("nothing to see here, move along please"),
};

/** Parses the lines over and over for a while; answers lines per second of CPU time. */
function measure(lines: readonly string[]): number {
  const context = { now: BigInt(Date.now()) * 1_000_000n, zone: zoneOf("UTC") };
  const parser = createAutoParser();
  const grouper = new LineGrouper();
  let parsed = 0;
  const start = performance.now();
  const cpu = process.cpuUsage();
  while (performance.now() - start < seconds * 1000) {
    for (const line of lines) {
      const record = grouper.push(line);
      if (record !== undefined) parser.parse(record, context);
    }
    parsed += lines.length;
  }
  const { user, system } = process.cpuUsage(cpu);
  return (parsed * 1e6) / (user + system);
}

const samples = Object.fromEntries(systems.map((system) => [system, readSample(system)]));
for (const [name, lines] of Object.entries({ ...samples, ...made })) {
  if (lines.length === 0) console.log(`${name.padEnd(10)} skipped: no sample in ${folder}`);
  else console.log(`${name.padEnd(10)} ${Math.round(measure(lines)).toLocaleString("en").padStart(12)} lines/CPU-s`);
}
