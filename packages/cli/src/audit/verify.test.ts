import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type AuditRecord, hashOf, noHash, signedBytes } from "@cordwood/collector/audit";
import { expect, test } from "vitest";
import type { AuditSource, StoredRecord } from "./audit-source.js";
import { type VerifyOptions, verifyChains, type VerifyResult } from "./verify.js";

interface Key {
  privateKey: KeyObject;
  publicKey: string;
}

function newKey(): Key {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { privateKey, publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64") };
}

const writer = "0123456789abcdef";
const [one, two] = [newKey(), newKey()];

/** A chain made of what stands here: a plain record, a checkpoint of a key, or a change from one key to another. */
function chainOf(...links: (undefined | [Key] | [Key, Key | undefined])[]): StoredRecord[] {
  let prev = noHash;
  const chunk = BigInt(Date.now()) << 20n;
  return links.map((keys, index) => {
    const record = linkOf(index + 1, prev, keys);
    prev = hashOf(record);
    const id = chunk.toString(16).padStart(16, "0") + index.toString(16).padStart(8, "0");
    return { id, record: { ...record, attributes: { ...record.attributes, "audit.hash": prev } } };
  });
}

function linkOf(seq: number, prev: string, keys?: [Key] | [Key, Key | undefined]): AuditRecord {
  const texts = { level: "", message: `${seq}`, service: "", host: "", logger: "", trace_id: "", span_id: "" };
  const place = { "audit.writer": writer, "audit.seq": `${seq}`, "audit.prev": prev };
  const record = { ...texts, time: "1", severity: 0, dataset: "audit", parse_error: "", attributes: place };
  if (keys === undefined) return record;
  const [key, old] = keys;
  const kind = keys.length === 1 ? "checkpoint" : "rotation";
  const oldKey = old === undefined ? {} : { "audit.old_public_key": old.publicKey };
  const own = { ...place, "audit.kind": kind, "audit.public_key": key.publicKey, ...oldKey };
  const bytes = signedBytes({ ...record, attributes: own });
  const signed = (by: Key): string => sign(null, bytes, by.privateKey).toString("base64");
  const oldSignature = old === undefined ? {} : { "audit.old_signature": signed(old) };
  return { ...record, attributes: { ...own, "audit.signature": signed(key), ...oldSignature } };
}

/** Gives the lists one after the other each time that the chain is read, the last one again and again. */
function sourceOf(...lists: StoredRecord[][]): AuditSource {
  const all = lists.at(-1) ?? [];
  return {
    writers: async () => Promise.resolve([{ writer, records: all.length, first: 1, last: all.length }]),
    unnumbered: async () => Promise.resolve(undefined),
    stumps: async () => Promise.resolve([]),
    async *records() {
      yield* (lists.length > 1 ? lists.shift() : lists[0]) ?? [];
    },
    close: async () => Promise.resolve(),
  };
}

const verify = async (source: AuditSource, options: Partial<VerifyOptions> = {}): Promise<VerifyResult> =>
  verifyChains(source, { keys: [], unsignedMsMax: 60_000, ...options });

const handedOver = (): StoredRecord[] => chainOf([one], undefined, [two, one], undefined, [two]);
const lost = (): StoredRecord[] => chainOf([one], undefined, [two, undefined], undefined, [two]);

test.each<[string, () => StoredRecord[], Key[], string[]]>([
  ["a key that signed the next one proves all", handedOver, [one], []],
  ["the next key proves what was before it", handedOver, [two], []],
  ["without keys the first one is believed, and the one it signed", handedOver, [], []],
  ["another's key proves nothing", handedOver, [newKey()], ["unsigned 1"]],
  ["a key whose chain is not there is missed", handedOver, [one, newKey()], ["missing 0"]],
  ["a key that replaced a lost one is not believed", lost, [], ["signature 3"]],
  ["a lost key proves what it signed", lost, [one], []],
  ["a given key proves what was before it", lost, [two], []],
])("%s", async (_name, chain, keys, expected) => {
  const { broken } = await verify(sourceOf(chain()), { keys: keys.map(({ publicKey }) => publicKey) });
  expect(broken.map(({ property, seq }) => `${property} ${seq}`)).toEqual(expected);
});

test("a lost key leaves what came after it without a proof, and that shows with time", async () => {
  const { broken, writers } = await verify(sourceOf(lost()), { keys: [one.publicKey], unsignedMsMax: -1 });
  expect(broken).toMatchObject([{ property: "unsigned", seq: 2 }]);
  expect(writers).toMatchObject([{ last: 5, signedThrough: 1 }]);
});

test("a store without any chain is whole only when no key is given", async () => {
  const empty = { ...sourceOf([]), writers: async () => Promise.resolve([]) };
  expect((await verify(empty)).broken).toEqual([]);
  expect((await verify(empty, { keys: [one.publicKey] })).broken).toMatchObject([{ property: "missing" }]);
});

test("a gap that closes is none", async () => {
  const once = { gapTries: 1, gapWaitMs: 0 };
  const whole = handedOver();
  const without = whole.filter((_, index) => index !== 3);
  expect((await verify(sourceOf(without, whole), once)).broken).toEqual([]);
  expect((await verify(sourceOf(without, without, whole), once)).broken).toMatchObject([{ property: "gap" }]);
});

test("more records without a signature than a collector leaves so are reported", async () => {
  const links = Array.from({ length: 1001 }, () => undefined);
  expect((await verify(sourceOf(chainOf([one], ...links.slice(1))))).broken).toEqual([]);
  expect((await verify(sourceOf(chainOf([one], ...links)))).broken).toMatchObject([{ property: "unsigned", seq: 2 }]);
});
