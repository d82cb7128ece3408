// Requests that are cut off in the middle of their body: nothing of them is kept, since nothing was acknowledged, and
// what comes after them is.
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { count, remove, startCordwood, temporaryFolder, until, type Cordwood } from "../cordwood.js";

const folder = temporaryFolder();
let server: Cordwood;

beforeAll(async () => {
  server = await startCordwood({ data: folder });
});

afterAll(async () => {
  await server.kill();
  remove(folder);
});

const lines = (message: string): string => `${JSON.stringify({ message })}\n`.repeat(100);

/** Sends a request of which only `part` of the body comes. */
async function sendCut(headers: string, body: Buffer, part: number): Promise<void> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  const head = `POST /api/v1/ingest HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-ndjson\r\n${headers}\r\n\r\n`;
  socket.write(Buffer.concat([Buffer.from(head), body.subarray(0, Math.floor(body.length * part))]));
  await sleep(30);
  socket.destroy();
}

test("a body that is cut off is not kept, plain, chunked or compressed", async () => {
  const plain = Buffer.from(lines("cut"));
  const compressed = gzipSync(plain);
  const chunked = Buffer.concat([Buffer.from(`${plain.length.toString(16)}\r\n`), plain, Buffer.from("\r\n")]);
  for (const part of [0.1, 0.5, 0.99]) {
    await sendCut(`content-length: ${plain.length}`, plain, part);
    await sendCut("transfer-encoding: chunked", chunked, part);
    await sendCut(`content-encoding: gzip\r\ncontent-length: ${compressed.length}`, compressed, part);
  }
  const answer = await fetch(`${server.url}/api/v1/ingest`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: lines("whole"),
  });
  expect(await answer.json()).toMatchObject({ accepted: 100, rejected: [] });
  await until(
    () => count(server.url, "whole | stats count()"),
    (found) => found >= 100,
  );
  expect(await count(server.url, "cut | stats count()")).toBe(0);
});
