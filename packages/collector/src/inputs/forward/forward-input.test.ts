import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { getLogger } from "@cordwood/logging";
import type { SegmentRecord } from "@cordwood/store";
import { afterEach, expect, test } from "vitest";
import { utc } from "../../timestamps/zone.js";
import { ForwardInput } from "./forward-input.js";
import { encodeMessagePack } from "../../decoders/index.js";
import { MessagePackReader } from "../../decoders/msgpack.js";

let input: ForwardInput | undefined;
const sockets: Socket[] = [];
const records: SegmentRecord[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await input?.stop();
  input = undefined;
  records.length = 0;
});

async function open(sharedKey?: string, appended: Promise<void> = Promise.resolve()): Promise<Socket> {
  input = new ForwardInput({
    host: "127.0.0.1",
    port: 0,
    ...(sharedKey !== undefined && { sharedKey }),
    defaults: { service: "", host: "here", dataset: "diagnostic" },
    zone: utc,
    logger: getLogger("test"),
    target: {
      async append({ data }) {
        await appended;
        for (const line of Buffer.from(data).toString("utf8").trimEnd().split("\n")) {
          records.push(JSON.parse(line) as SegmentRecord);
        }
      },
    },
  });
  await input.start();
  const socket = connect(input.ports.tcp, "127.0.0.1");
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

async function answer(socket: Socket): Promise<unknown> {
  const [bytes] = (await once(socket, "data")) as [Buffer];
  return new MessagePackReader(bytes, 0, bytes.length).read();
}

const eventTime = Buffer.from("d70065920080075bcd15", "hex"); // 1704067200.123456789

function entry(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x92), eventTime, encodeMessagePack({ message: text, n: 1 })]);
}

function withTag(entries: Buffer, option: Record<string, unknown>): Buffer {
  return Buffer.concat([Buffer.of(0x93), encodeMessagePack("app.web"), entries, encodeMessagePack(option)]);
}

const packed = Buffer.concat([entry("a"), entry("b")]);

test.each([
  ["Forward", withTag(Buffer.concat([Buffer.of(0x92), entry("a"), entry("b")]), { chunk: "c1" })],
  ["PackedForward", withTag(encodeMessagePack(packed), { chunk: "c1", size: 2 })],
  ["CompressedPackedForward", withTag(encodeMessagePack(gzipSync(packed)), { chunk: "c1", compressed: "gzip" })],
  [
    "CompressedPackedForward of two members",
    withTag(encodeMessagePack(Buffer.concat([gzipSync(entry("a")), gzipSync(entry("b"))])), {
      chunk: "c1",
      compressed: "gzip",
    }),
  ],
])("%s is acknowledged with its chunk", async (_name, message) => {
  const socket = await open();
  socket.write(message);
  expect(await answer(socket)).toEqual({ ack: "c1" });
  expect(records).toMatchObject([
    { message: "a", time: "1704067200123456789", service: "app.web", logger: "app.web", attributes: { n: "1" } },
    { message: "b" },
  ]);
});

test("Message mode, and times with metadata as Fluent Bit 5 sends them", async () => {
  const socket = await open();
  socket.write(encodeMessagePack(["app", 1_704_067_200, { log: "x" }, { chunk: "m" }]));
  expect(await answer(socket)).toEqual({ ack: "m" });
  socket.write(encodeMessagePack(["app", [[[1_704_067_200, {}], { log: "y" }]], { chunk: "n" }]));
  expect(await answer(socket)).toEqual({ ack: "n" });
  expect(records).toMatchObject([
    { message: "x", time: "1704067200000000000" },
    { message: "y", time: "1704067200000000000" },
  ]);
});

test("the acknowledgement comes after the records are durable", async () => {
  let appended: () => void = () => {};
  const socket = await open(
    undefined,
    new Promise((resolve) => {
      appended = resolve;
    }),
  );
  let acknowledged = false;
  socket.once("data", () => {
    acknowledged = true;
  });
  socket.write(withTag(encodeMessagePack(packed), { chunk: "c" }));
  await sleep(50);
  expect(acknowledged).toBe(false);
  appended();
  await once(socket, "data");
  expect(records.length).toBe(2);
});

test("a message may come byte by byte", async () => {
  const socket = await open();
  socket.setNoDelay(true);
  for (const byte of withTag(encodeMessagePack(packed), { chunk: "c" })) socket.write(Buffer.of(byte));
  expect(await answer(socket)).toEqual({ ack: "c" });
});

test("a sender with the shared key is let in, one without is not", async () => {
  const ping = (helo: unknown, key: string): Buffer => {
    const [, { nonce }] = helo as [string, { nonce: Buffer }];
    const digest = createHash("sha512").update("salt").update("me").update(nonce).update(key).digest("hex");
    return encodeMessagePack(["PING", "me", "salt", digest, "", ""]);
  };
  const socket = await open("secret");
  socket.write(ping(await answer(socket), "secret"));
  expect(((await answer(socket)) as unknown[]).slice(0, 3)).toEqual(["PONG", true, ""]);
  socket.write(withTag(encodeMessagePack(packed), { chunk: "c" }));
  expect(await answer(socket)).toEqual({ ack: "c" });
  const other = connect(input?.ports.tcp ?? 0, "127.0.0.1");
  sockets.push(other);
  other.write(ping(await answer(other), "wrong"));
  expect(((await answer(other)) as unknown[]).slice(0, 3)).toEqual(["PONG", false, "shared key mismatch"]);
  await once(other, "close");
});

test.each<[string, Buffer, string?]>([
  ["no message", encodeMessagePack("hello")],
  ["records without the shared key's handshake", withTag(encodeMessagePack(packed), {}), "secret"],
  ["a byte that begins no value", Buffer.of(0xc1)],
])("the connection is closed after %s", async (_name, bytes, sharedKey) => {
  const socket = await open(sharedKey);
  socket.resume();
  socket.write(bytes);
  await once(socket, "close");
  expect(records).toEqual([]);
});
