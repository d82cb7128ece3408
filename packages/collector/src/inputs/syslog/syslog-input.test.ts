import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { getLogger } from "@cordwood/logging";
import type { SegmentRecord } from "@cordwood/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { utc } from "../../timestamps/zone.js";
import { SyslogInput } from "./syslog-input.js";

let input: SyslogInput;
let records: SegmentRecord[];

beforeEach(async () => {
  records = [];
  input = new SyslogInput({
    host: "127.0.0.1",
    port: 0,
    defaults: { service: "", host: "here", dataset: "diagnostic" },
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

async function until(count: number): Promise<string[]> {
  for (const deadline = Date.now() + 5000; Date.now() < deadline && records.length < count;) await sleep(5);
  return records.map((record) => record.message);
}

async function send(...parts: string[]): Promise<void> {
  const socket = connect(input.ports.tcp, "127.0.0.1");
  for (const part of parts) {
    socket.write(part);
    await sleep(20);
  }
  socket.end();
  await once(socket, "close");
}

test("RFC 5424 and RFC 3164 over UDP", async () => {
  const socket = createSocket("udp4");
  const send = (text: string): void => socket.send(text, input.ports.udp, "127.0.0.1");
  send('<165>1 2003-10-11T22:14:15.003Z web1 orders 77 ID47 [a@1 k="v"] An event');
  send("<34>Oct 11 22:14:15 mymachine su: 'su root' failed\n");
  await until(2);
  socket.close();
  const byMessage = new Map(records.map((record) => [record.message, record]));
  expect(byMessage.get("An event")).toMatchObject({
    time: "1065910455003000000",
    host: "web1",
    level: "notice",
    logger: "orders",
  });
  expect(byMessage.get("'su root' failed")).toMatchObject({ host: "mymachine", level: "critical" });
});

test("messages ended by newlines, in pieces, and the last without one", async () => {
  await send("<13>Oct 11 22:14:15 h a: one\n<13>Oct 11 22:14:15 h a: t", "wo\r\n<13>Oct 11 22:14:15 h a: three");
  expect(await until(3)).toEqual(["one", "two", "three"]);
});

test("messages with their length, also with newlines in them", async () => {
  const message = "<13>1 2003-10-11T22:14:15Z h a - - - one\nand more";
  await send(`${message.length} ${message}${message.length}`, ` ${message.slice(0, 9)}`, message.slice(9));
  expect(await until(2)).toEqual(["one\nand more", "one\nand more"]);
});
