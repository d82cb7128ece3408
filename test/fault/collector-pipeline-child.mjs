// A collector with the pipeline of its second argument, to be killed and measured; it keeps segments as a store does
// that knows each chunk once. CORDWOOD_CLOCK_JUMPS makes its clock jump. Run through collector-scene.ts.
import { access, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { startCollector } from "@cordwood/collector";

const [directory, options, kept] = process.argv.slice(2);

if (process.env["CORDWOOD_CLOCK_JUMPS"] !== undefined) {
  const now = Date.now;
  const hour = 3_600_000;
  let offset = 0;
  setInterval(() => {
    offset = Math.round((Math.random() - 0.5) * 48) * hour;
  }, 7).unref();
  Date.now = () => now() + offset;
}

async function keep(path, content) {
  const handle = await open(`${path}.new`, "w");
  await handle.writeFile(content);
  await handle.sync();
  await handle.close();
  await rename(`${path}.new`, path);
}

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}

const store = {
  async insert(segment) {
    const content = await readFile(segment.path);
    const path = join(kept, segment.chunk);
    if (!(await exists(path))) await keep(path, content);
    else if (!content.equals(await readFile(path))) await keep(`${path}.differs`, content);
  },
};

const collector = await startCollector({
  directory,
  ...(kept === "" ? {} : { store }),
  buffer: { segmentBytesMax: 4 * 1024 * 1024, segmentAgeMsMax: 20 },
  stopTimeoutMs: 20_000,
  ...JSON.parse(options),
});

process.on("message", (message) => void obey(message));

async function obey(message) {
  if (message.kind === "close") {
    await collector.close();
    process.send({ kind: "closed" });
    process.disconnect();
  } else if (message.kind === "snapshot") process.send({ kind: "snapshot", snapshot: collector.snapshot() });
  else {
    const { accepted } = await collector.ingest(Buffer.from(message.body), "ndjson", {});
    process.send({ kind: "acknowledged", batch: message.batch, accepted });
  }
}
process.send({ kind: "ready" });
