// A collector to be killed: tails the files of its arguments, ingests what its parent sends, and keeps segments as a
// store does that knows each chunk once. Run by collector-crash.test.ts.
import { access, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { startCollector } from "@cordwood/collector";

const [directory, kept, ...files] = process.argv.slice(2);

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function keep(path, content) {
  const handle = await open(`${path}.new`, "w");
  await handle.writeFile(content);
  await handle.sync();
  await handle.close();
  await rename(`${path}.new`, path);
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
  store,
  files,
  buffer: { segmentBytesMax: 16 * 1024, segmentAgeMsMax: 20 },
});

process.on("message", (message) => void obey(message));

async function obey(message) {
  if (message.kind === "close") {
    const drained = await collector.drain(20_000);
    await collector.close();
    process.send({ kind: "closed", drained });
    process.disconnect();
    return;
  }
  const { accepted } = await collector.ingest(Buffer.from(message.body), "ndjson", { service: "sender" });
  process.send({ kind: "acknowledged", batch: message.batch, accepted });
}
process.send({ kind: "ready" });
