// Senders that mean no good, or are broken: lengths that promise gigabytes, bombs, frames cut anywhere, poison records.
// The collector answers each with an error of that connection only, stays below its memory bound, and goes on taking
// what is right.
import { createSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { encodeMessagePack } from "@cordwood/collector/decoders";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../cordwood.js";
import { CollectorScene, until } from "./collector-scene.js";
import { entryOf, packed } from "./forward-sender.js";

const memoryMegabytesMax = 300;
const scene = new CollectorScene();
let ports: Record<"forward" | "syslog" | "gelf" | "python", number>;

beforeAll(async () => {
  ports = { forward: await freePort(), syslog: await freePort(), gelf: await freePort(), python: await freePort() };
  const inputs = (Object.keys(ports) as (keyof typeof ports)[]).map((type) => ({
    type,
    listen: `127.0.0.1:${ports[type]}`,
  }));
  await scene.start({ pipeline: { inputs } });
});

afterAll(() => scene.remove());

type Protocol = keyof typeof ports;

function dial(protocol: Protocol): Socket {
  const socket = connect(ports[protocol], "127.0.0.1");
  socket.on("error", () => {});
  return socket.resume();
}

/** Resolves when the other side has closed. */
async function closed(socket: Socket): Promise<void> {
  await new Promise((resolve) => {
    if (socket.closed) resolve(undefined);
    else socket.once("close", resolve);
  });
}

/** Each protocol's own way to say `text`. */
const say: Record<Protocol, (text: string) => Buffer> = {
  forward: (text) => packed(entryOf({ log: text })),
  syslog: (text) => Buffer.from(`<14>1 2024-01-01T00:00:00Z h a - - - ${text}\n`),
  gelf: (text) => Buffer.from(`${JSON.stringify({ version: "1.1", host: "h", short_message: text })}\0`),
  python: (text) => pickled({ msg: text, levelname: "INFO", name: "a" }),
};

/** A dict of texts as Python's SocketHandler frames it (pickle protocol 1). */
function pickled(record: Record<string, string>): Buffer {
  const parts = Object.entries(record).flatMap(([key, value]) => [unicode(key), unicode(value), Buffer.from("s")]);
  const body = Buffer.concat([Buffer.from("}"), ...parts, Buffer.from(".")]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

function unicode(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.from("X\0\0\0\0", "latin1");
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

let said = 0;

/** What is right still comes through, and the memory is bounded. */
async function expectWell(protocol: Protocol): Promise<void> {
  const text = `well ${said++}`;
  const socket = dial(protocol);
  socket.write(say[protocol](text));
  await until(() => scene.messages().has(text), 10_000);
  socket.destroy();
  expect(scene.messages().get(text)).toBe(1);
  expect(scene.peakMegabytes).toBeLessThan(memoryMegabytesMax);
}

const tag = encodeMessagePack("t");
const four = Buffer.from("ffffffff", "hex");
const array = (...parts: Buffer[]): Buffer => Buffer.concat([Buffer.of(0x90 | parts.length), ...parts]);

test.each<[Protocol, string, Buffer]>([
  ["forward", "a tag of four gigabytes", Buffer.concat([Buffer.of(0x92, 0xdb), four])],
  [
    "forward",
    "an array of arrays without end",
    Buffer.concat([Buffer.from("92a174dd", "hex"), four, Buffer.alloc(9e6, 0x91)]),
  ],
  ["forward", "a text of four gigabytes", Buffer.concat([Buffer.from("92a174db", "hex"), four, entryHeadOf(four)])],
  ["forward", "no MessagePack", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
  ["python", "a pickle of four gigabytes", four],
  ["python", "a pickle that calls", Buffer.from("\0\0\0\x13cos\nsystem\n(S'id'\ntR.", "latin1")],
])("%s: %s closes the connection", async (protocol, _name, bytes) => {
  const socket = dial(protocol);
  socket.write(bytes);
  // Some only become wrong with more: they promise what never ends.
  const more = setInterval(() => socket.write(Buffer.alloc(256 * 1024, 0x61)), 2);
  await closed(socket);
  clearInterval(more);
  await expectWell(protocol);
});

/** An entry whose text has as many bytes as the length field says. */
function entryHeadOf(length: Buffer): Buffer {
  return Buffer.concat([Buffer.from("92ce6592008081a36c6f67db", "hex"), length]);
}

test.each<[string, Buffer]>([
  ["of zeros", Buffer.alloc(64 * 1024 * 1024)],
  ["of one text", Buffer.concat([entryHeadOf(four), Buffer.alloc(64 * 1024 * 1024, 0x61)])],
  [
    "of maps within maps",
    Buffer.concat([Buffer.from("92ce65920080", "hex"), Buffer.alloc(32 * 1024 * 1024, "\x81\xa1a", "latin1")]),
  ],
])("forward: a gzip bomb %s", async (_name, content) => {
  const socket = dial("forward");
  socket.write(array(tag, encodeMessagePack(gzipSync(content)), encodeMessagePack({ compressed: "gzip" })));
  await closed(socket);
  await expectWell("forward");
});

test("GELF: bombs and halves of chunked messages over UDP", async () => {
  const socket = createSocket("udp4");
  const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024));
  const pieces = Math.ceil(bomb.length / 1000);
  for (let n = 0; n < pieces; n += 1) {
    const head = Buffer.concat([Buffer.from("1e0f", "hex"), Buffer.alloc(8, 7), Buffer.of(n, pieces)]);
    socket.send(Buffer.concat([head, bomb.subarray(n * 1000, (n + 1) * 1000)]), ports.gelf, "127.0.0.1");
  }
  for (let n = 0; n < 2000; n += 1) {
    const id = Buffer.alloc(8);
    id.writeUInt32LE(n);
    const piece = Buffer.concat([Buffer.from("1e0f", "hex"), id, Buffer.of(0, 2), Buffer.alloc(1000)]);
    socket.send(piece, ports.gelf, "127.0.0.1");
    if (n % 100 === 0) await sleep(1);
  }
  await expectWell("gelf");
  socket.close();
});

test("syslog: a frame without end is cut, a frame that is cut off is kept, a count of gigabytes is no count", async () => {
  const endless = dial("syslog");
  for (let n = 0; n < 20; n += 1) endless.write(Buffer.alloc(512 * 1024, 0x78));
  const counted = dial("syslog");
  counted.write("99999999999 <14>1 - - - - - - x");
  const half = dial("syslog");
  half.end("<14>1 2024-01-01T00:00:00Z h a - - - half of a fra");
  await until(() => scene.messages().has("half of a fra"), 10_000);
  expect(scene.messages().get("half of a fra")).toBe(1);
  endless.destroy();
  counted.destroy();
  await expectWell("syslog");
});

test("poison records are kept with the reason, and hold nothing up", async () => {
  const deep = Buffer.concat([Buffer.from("92ce6592008081a161", "hex"), Buffer.alloc(200, 0x91), Buffer.of(1)]);
  const half = Buffer.from("92ce6592008081a36c6f67a4706fc3c3", "hex");
  const many = entryOf(
    Object.fromEntries([["log", "many keys"], ...Array.from({ length: 5000 }, (_, n) => [`k${n}`, n])]),
  );
  const socket = dial("forward");
  socket.write(
    packed(Buffer.concat([entryOf({ log: "poison before" }), deep, half, many, entryOf({ log: "poison after" })])),
  );
  await until(() => scene.messages().has("poison after"), 10_000);
  socket.destroy();
  const rows = scene.rows();
  expect(rows.some((row) => row.parse_error.includes("levels of nesting"))).toBe(true);
  expect(rows.some((row) => row.message === "po\ufffd\ufffd")).toBe(true);
  expect(rows.find((row) => row.message === "many keys")?.attributes["cordwood.attributes_left_out"]).toBeDefined();
  expect(scene.messages().get("poison before")).toBe(1);
});

test("a hundred connections that each hold half a message", async () => {
  const half = packed(entryOf({ log: "x".repeat(3_000_000) })).subarray(0, -1000);
  const sockets = Array.from({ length: 100 }, () => dial("forward"));
  for (const socket of sockets) socket.write(half);
  await sleep(500);
  await expectWell("forward");
  for (const socket of sockets) socket.destroy();
});
