import * as fc from "fast-check";
import { expect, test } from "vitest";
import { forwardEntryOf } from "../../decoders/forward-entry.js";
import { forwardRecord } from "../../decoders/forward-record.js";
import { MessagePackReader } from "../../decoders/msgpack.js";
import { encodeMessagePack } from "../../decoders/msgpack-writer.js";
import { normaliseObject } from "../../parsers/normalise.js";
import { utc } from "../../timestamps/zone.js";
import { LineWriter } from "../line-writer.js";
import { segmentLine, type RecordDefaults } from "../segment-line.js";
import { EntryTranscoder } from "./entry-transcoder.js";

const runs = Number(process.env["CORDWOOD_FUZZ_RUNS"] ?? 3000);
const now = 1_700_000_000_123_000_000n;
const tag = 'app."web"';
const defaults: RecordDefaults = { service: "", host: "h1", dataset: "diagnostic", attributes: { zone: "a" } };
const eventTime = Buffer.from("d70065920080075bcd15", "hex");

function entryOf(record: unknown, time: Uint8Array = eventTime): Buffer {
  return Buffer.concat([Buffer.of(0x92), time, Buffer.isBuffer(record) ? record : encodeMessagePack(record)]);
}

function fast(entry: Buffer, given: RecordDefaults = defaults): unknown {
  const writer = new LineWriter(16);
  const transcoder = new EntryTranscoder(given);
  transcoder.setTag(tag);
  const bytes = Buffer.concat([Buffer.from("...."), entry, Buffer.of(0x92)]);
  const end = transcoder.transcode(bytes, 4, bytes.length, writer);
  expect([writer.records, end]).toEqual(end === -1 ? [0, -1] : [1, 4 + entry.length]);
  if (end === -1) expect(writer.length).toBe(0);
  return end === -1 ? undefined : JSON.parse(Buffer.from(writer.written()).toString("utf8"));
}

function general(bytes: Buffer, given: RecordDefaults = defaults): unknown {
  const entry = forwardEntryOf(new MessagePackReader(bytes, 0, bytes.length, true).read());
  if (entry === undefined) return undefined;
  const whole = given.service === "" ? { ...given, service: tag } : given;
  const line = segmentLine(normaliseObject(forwardRecord(entry, tag), { now, zone: utc }), whole, now);
  return JSON.parse(line);
}

/** A log and a member `n` for each of the values, which are given as MessagePack in hexadecimal. */
function recordWith(...values: string[]): Buffer {
  const members = values.map((value, n) => Buffer.concat([Buffer.of(0xa1, 0x61 + n), Buffer.from(value, "hex")]));
  return Buffer.concat([Buffer.of(0x81 + values.length), Buffer.from("a36c6f67a178", "hex"), ...members]);
}

test.each<[string, unknown, Uint8Array?]>([
  ["whole numbers", recordWith("7f", "ccff", "cdffff", "ceffffffff", "cf001fffffffffffff", "e0", "d080", "d18000")],
  [
    "more numbers",
    recordWith("d280000000", "d3001fffffffffffff", "ca3fc00000", "cb7ff0000000000000", "cbfff8000000000000"),
  ],
  ["texts of all sizes", recordWith("d90161", "da000161", "db0000000161", "c40161", "c5000161", "c60000000161", "c0")],
  ["Fluent Bit's tail", { log: "GET / 200", stream: "stdout" }],
  ["levels", { message: "m", level: "WARN", severity_number: 14 }],
  ["a level as a number", Buffer.from("82a76d657373616765a16da56c6576656c1e", "hex")],
  ["Kubernetes", { log: "x", kubernetes: { pod_name: "p", labels: { app: "shop", "k/y": "z" }, host: "node" } }],
  ["escapes", { message: 'a"b\\c\n\t\u0000\u001f\u007f', ü: "grüße 🌲" }],
  ["numbers", { message: "m", a: -0, b: 1.5, c: 2 ** 53 - 1, d: -12_345, e: 1e300, f: true, g: null, h: false }],
  ["a time of its own", { message: "m", time: "2024-01-01T00:00:00Z", ts: { a: 1 } }],
  ["a logger of its own", { message: "m", logger: "a.b", name: "c" }],
  ["a name", { message: "m", level: "info", name: "c" }],
  ["a logger behind the tag", { message: "m", SYSLOG_IDENTIFIER: "sshd" }],
  ["known fields", { msg: "m", service: { name: "s" }, hostname: "h", dataset: "audit", trace_id: "ab".repeat(16) }],
  ["attributes", { msg: "m", attributes: { level: "x", a: { b: 1 } } }],
  ["binary text", { log: Buffer.from("text"), x: Buffer.from("y") }],
  ["empty texts", { log: "", service: "", a: "" }],
  ["whole seconds", { log: "x" }, Buffer.from("ce65920080", "hex")],
  ["no metadata", { log: "x" }, Buffer.concat([Buffer.of(0x92), eventTime, Buffer.of(0x80)])],
  [
    "metadata",
    { log: "x" },
    Buffer.concat([Buffer.of(0x92), eventTime, encodeMessagePack({ a: { b: "c" }, level: 30 })]),
  ],
  ["a text of 70,000 bytes", { log: "x".repeat(60_000), a: "\n".repeat(10_000) }],
])("takes the fast way: %s", (_name, record, time) => {
  const entry = entryOf(record, time);
  expect(fast(entry)).toEqual(general(entry));
  const own = { ...defaults, service: "own" };
  expect(fast(entry, own)).toEqual(general(entry, own));
});

test.each<[string, Buffer]>([
  ["a list", entryOf({ log: "x", a: [1] })],
  ["no message", entryOf({ a: 1 })],
  ["two messages", entryOf({ log: "x", message: "y" })],
  ["an attribute of the input", entryOf({ log: "x", zone: "b" })],
  ["an empty logger", entryOf({ log: "x", logger: "" })],
  ["half a UTF-8 sequence", entryOf(Buffer.from("81a36c6f67a261c3", "hex"))],
  ["a time that is a float", entryOf({ log: "x" }, encodeMessagePack(1.5))],
  ["a key twice", entryOf(Buffer.from("82a36c6f67a161a36c6f67a162", "hex"))],
  ["a key that is a number", entryOf(Buffer.from("8201a161a36c6f67a162", "hex"))],
  ["a key with a quote", entryOf({ log: "x", 'a"': 1 })],
  ["the tag's own name", entryOf({ log: "x", fluent: { tag: "y" } })],
  ["zap's letters", entryOf({ T: "2024-01-01T00:00:00Z", L: "info", M: "m" })],
  ["a whole number beyond 2^53", entryOf({ log: "x", n: 2n ** 60n })],
  ["no record", entryOf(7)],
])("leaves to the general way: %s", (_name, entry) => {
  expect(fast(entry)).toBeUndefined();
});

test("an entry that is cut off is not taken", () => {
  const entry = entryOf({ log: "x\n", kubernetes: { pod: "p" }, n: -70_000, f: 1.5, level: "info" });
  const transcoder = new EntryTranscoder(defaults);
  transcoder.setTag(tag);
  for (let end = 0; end < entry.length; end += 1) {
    const writer = new LineWriter();
    expect(transcoder.transcode(entry.subarray(0, end), 0, end, writer)).toBe(-1);
    expect(transcoder.transcode(entry, 0, end, writer)).toBe(-1);
    expect(writer.length).toBe(0);
  }
});

const names = fc.constantFrom(
  ..."time timestamp ts @timestamp time_unix_nano level severity lvl severity_number message msg log body".split(" "),
  ..."service service.name host hostname logger component name dataset trace_id span_id attributes metadata".split(" "),
  ..."fluent fluent.tag tag a b a.b zone parse_error syslog_identifier instant __proto__ constructor t s c $date".split(
    " ",
  ),
);
const scalars = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("info", "WARN", "2024-05-06T07:08:09.1Z", "1700000000", "0".repeat(32), "ab".repeat(16)),
  fc.integer(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 53n }),
  fc.uint8Array({ maxLength: 10 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(true, false, null, 0, 9, 17, 30, 1_700_000_000),
);
const members = (value: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc.dictionary(fc.oneof(names, names, fc.string()), value, { maxKeys: 5, noNullPrototype: true });
const records = fc.letrec((tie) => ({
  record: members(tie("value")),
  value: fc.oneof({ maxDepth: 3 }, scalars, fc.array(scalars, { maxLength: 2 }), members(tie("value"))),
})).record;
const times = fc.constantFrom(
  eventTime,
  Buffer.from("ce65920080", "hex"),
  Buffer.from("d7000000000100000000", "hex"),
  Buffer.from("d70065920080ffffffff", "hex"),
  Buffer.concat([Buffer.of(0x92), eventTime, Buffer.of(0x80)]),
  Buffer.concat([Buffer.of(0x92), eventTime, encodeMessagePack({ trace_id: "ab".repeat(16), x: { y: 1 } })]),
);

test("whatever takes the fast way comes out as by the general way", () => {
  let taken = 0;
  fc.assert(
    fc.property(records, times, (record, time) => {
      const entry = entryOf({ ...record, log: "m" }, time);
      const found = fast(entry);
      if (found === undefined) return;
      taken += 1;
      expect(found).toEqual(general(entry));
    }),
    { numRuns: runs },
  );
  expect(taken).toBeGreaterThan(300);
});

test("damaged entries come out as by the general way, or are not taken", () => {
  const entry = entryOf({ log: "a\u00e9b", level: "info", n: -12.5, o: { p: null, q: "r" } });
  fc.assert(
    fc.property(fc.nat(entry.length - 1), fc.nat(255), (at, byte) => {
      const damaged = Buffer.from(entry);
      damaged[at] = byte;
      const writer = new LineWriter();
      const transcoder = new EntryTranscoder(defaults);
      transcoder.setTag(tag);
      const end = transcoder.transcode(damaged, 0, damaged.length, writer);
      if (end === -1) return;
      const found: unknown = JSON.parse(Buffer.from(writer.written()).toString("utf8"));
      expect(found).toEqual(general(damaged.subarray(0, end)));
    }),
    { numRuns: runs },
  );
});
