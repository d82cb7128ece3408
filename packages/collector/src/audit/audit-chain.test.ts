import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getLogger } from "@cordwood/logging";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DiskBuffer } from "../buffer/disk-buffer.js";
import { AuditChain } from "./audit-chain.js";
import { type AuditRecord, hashOf, noHash, signedBytes } from "./canonical.js";
import { isSignedBy, loadKey, prepareRotation } from "./signing-key.js";

let folder: string;
let buffer: DiskBuffer;
let chain: AuditChain;
const logger = getLogger("cordwood.audit-chain-test");
logger.setLevel("CRITICAL");

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "cordwood-chain-"))));
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(everyRecords = 1000, everyMs = 60_000): Promise<void> {
  chain = new AuditChain({ directory: join(folder, "audit"), logger, everyRecords, everyMs });
  buffer = await DiskBuffer.open({
    directory: join(folder, "segments"),
    consumers: [{ name: "nobody" }],
    seal: (batches, positions) => chain.seal(batches, positions),
  });
  chain.start((batch) => buffer.append(batch), buffer.positions);
}

async function close(): Promise<void> {
  await chain.close();
  await buffer.close();
}

const line = (message: string, more: object = {}): string =>
  `${JSON.stringify({ time: "1", message, dataset: "audit", attributes: {}, ...more })}\n`;

async function append(...lines: string[]): Promise<void> {
  await buffer.append({ data: Buffer.from(lines.join("")), records: lines.length });
}

/** All lines of all segments, in the order in which they were committed. */
function kept(): Record<string, unknown>[] {
  const segments = join(folder, "segments");
  const names = readdirSync(segments).filter((name) => name.endsWith(".ndjson"));
  return names
    .toSorted()
    .flatMap((name) => readFileSync(join(segments, name), "utf8").trim().split("\n"))
    .map((text) => JSON.parse(text) as Record<string, unknown>);
}

function sealed(): AuditRecord[] {
  return kept().filter(({ dataset }) => dataset === "audit") as unknown as AuditRecord[];
}

const attribute = (record: AuditRecord | undefined, name: string): string => record?.attributes[`audit.${name}`] ?? "";
const kinds = (): string[] => sealed().map((record) => attribute(record, "kind") || record.message);

function expectChain(): void {
  let prev = noHash;
  for (const [index, record] of sealed().entries()) {
    const writer = attribute(sealed()[0], "writer");
    expect(record.attributes).toMatchObject({
      "audit.writer": writer,
      "audit.seq": `${index + 1}`,
      "audit.prev": prev,
    });
    prev = attribute(record, "hash");
    expect(prev).toBe(hashOf(record));
    if (attribute(record, "kind") === "") continue;
    expect(isSignedBy(attribute(record, "public_key"), signedBytes(record), attribute(record, "signature"))).toBe(true);
  }
}

test("audit records become a chain that begins and ends with a signature; others stay as they are", async () => {
  await open();
  const other = `{"dataset":"other","message":"\\"dataset\\":\\"audit\\"","attributes":{"dataset":"audit"}}\n`;
  await append(line("a"), other, line("b"));
  await append(other);
  await append(line("c"));
  await close();
  expectChain();
  expect(kinds()).toEqual(["checkpoint", "a", "b", "c", "checkpoint"]);
  expect(kept().filter(({ dataset }) => dataset === "other")).toEqual([JSON.parse(other), JSON.parse(other)]);
});

test("the chain goes on where it was after a restart", async () => {
  await open();
  await append(line("a"));
  await close();
  await open();
  await append(line("b"));
  await close();
  expectChain();
  expect(kinds()).toEqual(["checkpoint", "a", "checkpoint", "b", "checkpoint"]);
});

test("what was left unsigned is signed at the next start", async () => {
  await open();
  await append(line("a"));
  await buffer.close();
  await open();
  await close();
  expectChain();
  expect(kinds()).toEqual(["checkpoint", "a", "checkpoint"]);
});

test("it is signed after so many records, and after a while", async () => {
  await open(3, 10);
  await append(...["a", "b", "c", "d"].map((text) => line(text)));
  await expect.poll(kinds).toEqual(["checkpoint", "a", "b", "c", "checkpoint", "d", "checkpoint"]);
  expectChain();
});

test("a sender's own names of the chain are renamed, whatever they are", async () => {
  await open();
  const attributes = { "audit.seq": "7", "sent.audit.seq": "8", "audit.kind": "stump", "audit.type": "USER_CMD" };
  await append(line("a", { attributes }));
  expectChain();
  expect(sealed()[1]?.attributes).toMatchObject({
    "sent.audit.seq": "7",
    "sent.sent.audit.seq": "8",
    "sent.audit.kind": "stump",
    "audit.type": "USER_CMD",
    "audit.seq": "2",
  });
});

test("where a record is routed to stays at the beginning of its line and out of its hash", async () => {
  await open();
  await append(line("a").replace("{", '{"_route":["x"],'));
  await close();
  const text = readdirSync(join(folder, "segments"))
    .filter((name) => name.endsWith(".ndjson"))
    .map((name) => readFileSync(join(folder, "segments", name), "utf8"))
    .join("");
  expect(text).toMatch(/^\{"_route":\["x"\],"time"/m);
  expectChain();
});

test.each([
  ["half a surrogate pair", { message: "x\ud800" }, { message: "x\uFFFD" }],
  ["a time before all times", { time: "-9223372036854775808" }, { time: "-2208988800000000000" }],
  ["a time that is none", { time: "soon" }, { time: "0" }],
  ["a severity that is none", { severity: 1000 }, { severity: 0 }],
  ["an attribute that is no text", { attributes: { n: 1.5 } }, { attributes: { n: "1.5" } }],
])("%s is written as it will come out of the store", async (_name, given, expected) => {
  await open();
  await append(line("a", given));
  expectChain();
  expect(sealed()[1]).toMatchObject(expected);
});

test("another key is signed by the present one, and only its owner may read it", async () => {
  await open();
  await append(line("a"));
  await close();
  const old = loadKey(join(folder, "audit"));
  const next = prepareRotation(join(folder, "audit"));
  await open();
  await append(line("b"));
  await close();
  expectChain();
  expect(kinds()).toEqual(["checkpoint", "a", "checkpoint", "rotation", "b", "checkpoint"]);
  const rotation = sealed()[3];
  if (rotation === undefined) throw new Error("no rotation");
  expect(attribute(rotation, "public_key")).toBe(next.publicKey);
  expect(isSignedBy(old.publicKey, signedBytes(rotation), attribute(rotation, "old_signature"))).toBe(true);
  expect(loadKey(join(folder, "audit")).publicKey).toBe(next.publicKey);
  expect(statSync(join(folder, "audit", "key.pem")).mode & 0o777).toBe(0o600);
});

test("a lost key is replaced, and the record says so by lacking the old signature", async () => {
  await open();
  await append(line("a"));
  await close();
  rmSync(join(folder, "audit"), { recursive: true });
  await open();
  await append(line("b"));
  await close();
  expectChain();
  expect(kinds()).toEqual(["checkpoint", "a", "checkpoint", "b", "rotation"]);
  expect(attribute(sealed()[4], "old_signature")).toBe("");
});

test("without a key that can be read records are sealed all the same", async () => {
  await open();
  await append(line("a"));
  await close();
  writeFileSync(join(folder, "audit", "key.pem"), "nothing");
  await open();
  await append(line("b"));
  await close();
  expectChain();
  expect(kinds()).toEqual(["checkpoint", "a", "checkpoint", "b"]);
  expect(await chain.write({ kind: "stump", message: "removed" })).toBe(false);
});
