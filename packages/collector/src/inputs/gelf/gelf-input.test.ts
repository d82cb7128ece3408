import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { getLogger } from "@cordwood/logging";
import type { SegmentRecord } from "@cordwood/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { utc } from "../../timestamps/zone.js";
import { GelfInput } from "./gelf-input.js";

let input: GelfInput;
let records: SegmentRecord[];

beforeEach(async () => {
  records = [];
  input = new GelfInput({
    host: "127.0.0.1",
    port: 0,
    defaults: { service: "gelf", host: "here", dataset: "diagnostic" },
    zone: utc,
    logger: getLogger("test"),
    target: {
      append({ data }) {
        for (const line of Buffer.from(data).toString("utf8").trimEnd().split("\n")) {
          records.push(JSON.parse(line) as SegmentRecord);
        }
        return Promise.resolve();
      },
    },
  });
  await input.start();
});
afterEach(() => input.stop());

const message = (text: string): string =>
  JSON.stringify({
    version: "1.1",
    host: "web1",
    short_message: text,
    level: 3,
    timestamp: 1_704_067_200.5,
    _user: "u",
  });

async function until(count: number): Promise<SegmentRecord[]> {
  for (const deadline = Date.now() + 5000; Date.now() < deadline && records.length < count;) await sleep(5);
  return records;
}

test("datagrams: plain, compressed, in chunks; others are counted", async () => {
  const socket = createSocket("udp4");
  const send = (bytes: Buffer): void => socket.send(bytes, input.ports.udp, "127.0.0.1");
  const half = Buffer.from(message("chunked"));
  const chunk = (number: number): Buffer =>
    Buffer.concat([
      Buffer.from([0x1e, 0x0f, 1, 2, 3, 4, 5, 6, 7, 8, number, 2]),
      number === 0 ? half.subarray(0, 40) : half.subarray(40),
    ]);
  send(Buffer.from(message("plain")));
  send(gzipSync(message("zipped")));
  send(chunk(1));
  send(chunk(0));
  send(Buffer.from("nonsense"));
  const found = await until(3);
  socket.close();
  expect(new Set(found.map((record) => record.message))).toEqual(new Set(["plain", "zipped", "chunked"]));
  expect(found[0]).toMatchObject({
    host: "web1",
    level: "error",
    time: "1704067200500000000",
    attributes: { user: "u" },
  });
  expect(input.counts.errors).toBe(1);
});

test("messages over TCP end with NUL", async () => {
  const socket = connect(input.ports.tcp, "127.0.0.1");
  const closed = once(socket, "close");
  const bytes = Buffer.from(`${message("one")}\0${message("two")}\0`);
  socket.write(bytes.subarray(0, 50));
  await sleep(20);
  socket.end(bytes.subarray(50));
  expect((await until(2)).map((record) => record.message)).toEqual(["one", "two"]);
  await closed;
});

test("a connection that sends no GELF is closed", async () => {
  const socket = connect(input.ports.tcp, "127.0.0.1");
  socket.write("nonsense\0");
  await once(socket, "close");
  expect(records).toEqual([]);
});
