// Throughput of the collector, path by path, and of the peers whose binaries CORDWOOD_FLUENT_BIT and CORDWOOD_FLUENTD
// name. LINES says how many lines each path carries (a million), the arguments which paths: tail, text, ingest, forward,
// searchable (all). Files lie under the system's temporary directory.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as cordwood from "./cordwood.js";
import { jsonLine, plainLine, writeLines } from "./lines.js";
import { describe, type Figures } from "./measure.js";
import { fluentBit, fluentd, type Peer } from "./peers.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-bench-"));
const json = join(folder, "json.log");
const text = join(folder, "text.log");

function peersOf(): Peer[] {
  const { CORDWOOD_FLUENT_BIT, CORDWOOD_FLUENTD } = process.env;
  const found = [
    ...(CORDWOOD_FLUENT_BIT === undefined ? [] : [fluentBit(CORDWOOD_FLUENT_BIT)]),
    ...(CORDWOOD_FLUENTD === undefined ? [] : [fluentd(CORDWOOD_FLUENTD)]),
  ];
  if (found.length === 0) print("no peers: CORDWOOD_FLUENT_BIT and CORDWOOD_FLUENTD name no binaries");
  return found;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function beside(ours: Figures, run: (peer: Peer, directory: string) => Promise<Figures>): Promise<void> {
  print(describe(ours));
  for (const peer of peers) print(describe(await run(peer, join(folder, peer.who, ours.path)), ours));
}

const paths: Record<string, () => Promise<void>> = {
  async tail() {
    const ours = await cordwood.tail("tail NDJSON -> fsynced buffer -> null", join(folder, "tail"), json);
    await beside(ours, (peer, directory) => peer.tail("tail NDJSON, parsed -> null", json, directory));
  },
  async text() {
    print(describe(await cordwood.tail("tail text, parsed -> fsynced buffer -> null", join(folder, "text"), text)));
  },
  async ingest() {
    print(describe(await cordwood.ingest("ingest NDJSON, acknowledged after fsync", join(folder, "ingest"))));
  },
  async forward() {
    const ours = await cordwood.forward("forward, acknowledged after fsync -> null", join(folder, "forward"));
    await beside(ours, (peer, directory) => peer.forward("forward, acknowledged -> null", directory));
  },
  async searchable() {
    const whole = await cordwood.searchable("tail NDJSON -> searchable", join(folder, "searchable"), json);
    print(describe(whole));
    const alone = await cordwood.storeAlone("the store alone, from segments", join(folder, "alone"), json);
    print(describe(alone, whole));
  },
};

const peers = peersOf();
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(paths);
try {
  writeLines(json, jsonLine);
  writeLines(text, plainLine);
  for (const name of wanted) await paths[name]?.();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
