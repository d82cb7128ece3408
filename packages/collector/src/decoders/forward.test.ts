import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineWriter } from "../record/line-writer.js";
import { utc } from "../timestamps/zone.js";
import { ForwardDecoder, type ForwardEvent } from "./forward.js";
import { ForwardEntries } from "./forward-entries.js";
import { ForwardHandshake, forwardAck } from "./forward-handshake.js";
import { decodeMessagePack } from "./msgpack.js";
import { encodeMessagePack } from "./msgpack-writer.js";

const decodeErrorCode: unknown = expect.objectContaining({ code: "CW_COLLECTOR_DECODE" });
const eventTime = Buffer.from("d7005c7e4f0f1dcd6500", "hex");

async function decode(bytes: Uint8Array, size: number = bytes.length): Promise<ForwardEvent[]> {
  const decoder = new ForwardDecoder();
  const events: ForwardEvent[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    for await (const event of decoder.push(bytes.subarray(at, at + size))) events.push(event);
  }
  decoder.close();
  return events;
}

interface Message {
  tag: string;
  records: object[];
  option: object;
}

/** The messages with their records, of which only what this test looks at. */
function messages(events: readonly ForwardEvent[]): Message[] {
  const found: Message[] = [];
  const entries = new ForwardEntries({ defaults: { service: "", host: "", dataset: "" }, zone: utc });
  let writer = new LineWriter();
  for (const event of events) {
    if (event.kind === "entries") {
      entries.push(event.tag, event.bytes);
      expect(entries.write(writer, Infinity)).toBe(false);
    }
    if (event.kind !== "end") continue;
    entries.end();
    const lines = Buffer.from(writer.written()).toString("utf8").split("\n").slice(0, -1);
    found.push({ tag: event.tag, records: lines.map(essence), option: event.option });
    writer = new LineWriter();
  }
  return found;
}

function essence(line: string): object {
  const { time, message, attributes, parse_error } = JSON.parse(line) as Record<string, unknown>;
  return parse_error === "" ? { time, message, attributes } : { message, parse_error };
}

async function decodeAll(bytes: Uint8Array, size?: number): Promise<Message[]> {
  return messages(await decode(bytes, size));
}

function array(...parts: Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from([0x90 | parts.length]), ...parts]);
}

const tag = encodeMessagePack("app.web");
const record = encodeMessagePack({ message: "hello" });
const plain = array(eventTime, record);
const withMetadata = array(array(eventTime, encodeMessagePack({ source: "x" })), record);
const whole = { time: "1551781647500000000", message: "hello", attributes: {} };
const wholeWithMetadata = { ...whole, attributes: { "metadata.source": "x" } };
const option = encodeMessagePack({ chunk: "p8n9gmxTQVC8/nh2wlKKeQ==", size: 2 });
const decodedOption = { chunk: "p8n9gmxTQVC8/nh2wlKKeQ==", size: 2 };
const entries = Buffer.concat([plain, withMetadata]);
const compressed = Buffer.concat([gzipSync(plain), gzipSync(withMetadata)]);

describe("every mode is decoded, whole and byte by byte", () => {
  const cases: [name: string, bytes: Buffer, expected: object][] = [
    ["Message", array(tag, eventTime, record), { tag: "app.web", records: [whole], option: {} }],
    [
      "Message with an option",
      array(tag, eventTime, record, option),
      { tag: "app.web", records: [whole], option: decodedOption },
    ],
    [
      "Message with metadata",
      array(tag, array(eventTime, encodeMessagePack({ source: "x" })), record),
      { tag: "app.web", records: [wholeWithMetadata], option: {} },
    ],
    [
      "Message with whole seconds",
      array(tag, Buffer.from("ce5c7e4f0f", "hex"), record),
      { tag: "app.web", records: [{ ...whole, time: "1551781647000000000" }], option: {} },
    ],
    [
      "Forward",
      array(tag, array(plain, withMetadata), option),
      { tag: "app.web", records: [whole, wholeWithMetadata], option: decodedOption },
    ],
    ["Forward without entries", array(tag, array()), { tag: "app.web", records: [], option: {} }],
    [
      "PackedForward",
      array(tag, encodeMessagePack(entries), option),
      { tag: "app.web", records: [whole, wholeWithMetadata], option: decodedOption },
    ],
    [
      "PackedForward as a text",
      array(tag, Buffer.concat([Buffer.from([0xd9, entries.length]), entries])),
      { tag: "app.web", records: [whole, wholeWithMetadata], option: {} },
    ],
    [
      "CompressedPackedForward",
      array(tag, encodeMessagePack(compressed), encodeMessagePack({ compressed: "gzip" })),
      { tag: "app.web", records: [whole, wholeWithMetadata], option: { compressed: "gzip" } },
    ],
    [
      "an entry that is none",
      array(tag, array(encodeMessagePack(7))),
      {
        tag: "app.web",
        records: [{ message: "7", parse_error: "forward entry is not [time, record]" }],
        option: {},
      },
    ],
  ];
  it.each(cases)("%s", async (_name, bytes, expected) => {
    expect(await decodeAll(bytes)).toEqual([expected]);
    expect(await decodeAll(bytes, 1)).toEqual([expected]);
    expect(await decodeAll(Buffer.concat([bytes, Buffer.from([0xc0]), bytes]), 3)).toEqual([expected, expected]);
  });
});

it("hands a large chunk on while it arrives", async () => {
  const many = Buffer.concat(Array.from({ length: 50_000 }, () => plain));
  const bytes = array(tag, encodeMessagePack(gzipSync(many)), option);
  const events = await decode(bytes, 1000);
  expect(events.every((event) => event.kind !== "entries" || event.bytes.length <= 70_000)).toBe(true);
  expect(messages(events)[0]?.records.length).toBe(50_000);
});

describe("hostile bytes are refused", () => {
  it.each([
    ["no array", Buffer.from("hello there")],
    ["HTTP", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a tag without end", Buffer.from("93dbffffffff", "hex")],
    ["a tag that is none", array(encodeMessagePack(7), record)],
    ["neither entries nor a time", array(tag, record)],
    ["damaged gzip", array(tag, encodeMessagePack(Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(100)])))],
    ["a chunk that ends in an entry", array(tag, encodeMessagePack(plain.subarray(0, 12)))],
    ["a bomb", array(tag, encodeMessagePack(gzipSync(Buffer.alloc(50_000_000))))],
    [
      "a bomb of one text",
      array(
        tag,
        encodeMessagePack(gzipSync(Buffer.concat([Buffer.from("dbffffffff", "hex"), Buffer.alloc(80_000_000, 0x61)]))),
      ),
    ],
  ])("%s", async (_name, bytes) => {
    await expect(decodeAll(bytes)).rejects.toThrow(decodeErrorCode);
  });
});

/** What senders sent, in every mode. */
const captures: readonly Buffer[] = [
  array(tag, eventTime, record),
  array(tag, array(eventTime, encodeMessagePack({ source: "x" })), record, option),
  array(tag, array(plain, withMetadata), option),
  array(tag, encodeMessagePack(entries), option),
  array(tag, encodeMessagePack(compressed), option),
  encodeMessagePack(["PING", "client", Buffer.from("salt"), "digest", "user", "password"]),
];

interface Mutation {
  at: number;
  byte: number;
  how: "set" | "insert" | "remove" | "cut" | "repeat";
}

function mutate(bytes: Buffer, { at, byte, how }: Mutation): Buffer {
  const place = at % (bytes.length + 1);
  const [before, behind] = [bytes.subarray(0, place), bytes.subarray(place)];
  if (how === "cut") return before;
  if (how === "repeat") return Buffer.concat([bytes, behind]);
  if (how === "insert") return Buffer.concat([before, Buffer.of(byte), behind]);
  return Buffer.concat([before, how === "set" ? Buffer.of(byte) : nothing, behind.subarray(1)]);
}

const nothing = Buffer.alloc(0);
const runs = Number(process.env["CORDWOOD_FUZZ_RUNS"] ?? 2000);

it("mutated captures and any other bytes are decoded to whole lines or refused, in any pieces", async () => {
  const mutation = fc.record({
    at: fc.nat(200),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(0x80, 0x92, 0xc1, 0xc6, 0xd7, 0xdb, 0xdd, 0xdf, 0xff)),
    how: fc.constantFrom<Mutation["how"]>("set", "set", "insert", "remove", "cut", "repeat"),
  });
  const mutated = fc
    .tuple(fc.constantFrom(...captures), fc.array(mutation, { minLength: 1, maxLength: 6 }))
    .map(([bytes, mutations]) => mutations.reduce(mutate, bytes));
  const anything = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  await fc.assert(
    fc.asyncProperty(fc.oneof({ arbitrary: mutated, weight: 5 }, anything), fc.nat(40), async (bytes, size) => {
      await decodeAll(bytes, size + 1).catch((error: unknown) => expect(error).toEqual(decodeErrorCode));
    }),
    { numRuns: runs },
  );
});

describe("the handshake", () => {
  function sha(...parts: (string | Uint8Array)[]): string {
    const hash = createHash("sha512");
    for (const part of parts) hash.update(part);
    return hash.digest("hex");
  }
  interface Helo {
    nonce: Uint8Array;
    auth: Uint8Array;
    keepalive: boolean;
  }
  async function attempt(
    sharedKey: string,
    user = "",
    password = "",
  ): Promise<{ accepted: boolean; pong: unknown; proof: string }> {
    const users = user === "" ? new Map<string, string>() : new Map([["ann", "secret"]]);
    const handshake = new ForwardHandshake({ sharedKey: "key", serverHostname: "server", users });
    const [, helo] = decodeMessagePack(handshake.helo()) as [string, Helo];
    const salt = Buffer.from("salt");
    const ping = encodeMessagePack([
      "PING",
      "client",
      salt,
      sha(salt, "client", helo.nonce, sharedKey),
      user,
      user === "" ? "" : sha(helo.auth, user, password),
    ]);
    const [event] = await decode(ping, 5);
    if (event?.kind !== "ping") throw new Error("no ping");
    const { accepted, message } = handshake.answer(event.ping);
    return { accepted, pong: decodeMessagePack(message), proof: sha(salt, "server", helo.nonce, "key") };
  }
  it("accepts who knows the key, and proves to know it too", async () => {
    const { accepted, pong, proof } = await attempt("key");
    expect(accepted).toBe(true);
    expect(pong).toEqual(["PONG", true, "", "server", proof]);
  });
  it("refuses another key, without a proof", async () => {
    const { accepted, pong } = await attempt("other");
    expect(accepted).toBe(false);
    expect(pong).toEqual(["PONG", false, "shared key mismatch", "", ""]);
  });
  it("asks for users where there are any", async () => {
    expect((await attempt("key", "ann", "secret")).accepted).toBe(true);
    expect((await attempt("key", "ann", "wrong")).accepted).toBe(false);
    expect((await attempt("key", "bob", "")).accepted).toBe(false);
  });
  it("refuses what is malformed", () => {
    const handshake = new ForwardHandshake({ sharedKey: "key", serverHostname: "server" });
    expect(handshake.answer([]).accepted).toBe(false);
    expect(handshake.answer(["PING", {}, [], 7, null]).accepted).toBe(false);
  });
});

it("encodes the acknowledgement", () => {
  expect(decodeMessagePack(forwardAck("abc"))).toEqual({ ack: "abc" });
});
