// Senders of the forward protocol repeat what is not acknowledged, while the collector is killed at random and at the
// worst points and connections are cut: no record is lost and none is there twice.
import { setTimeout as sleep } from "node:timers/promises";
import { encodeMessagePack } from "@cordwood/collector/decoders";
import { afterEach, expect, test } from "vitest";
import { freePort } from "../cordwood.js";
import { CollectorScene, compare, eachOnce, type SceneOptions } from "./collector-scene.js";
import { ForwardSender, open, packed, entryOf } from "./forward-sender.js";

const rounds = Number(process.env["CORDWOOD_CRASH_ROUNDS"] ?? 3);
let scene: CollectorScene;

afterEach(() => scene.remove());

function forwardOn(port: number): SceneOptions {
  return { pipeline: { inputs: [{ type: "forward", listen: `127.0.0.1:${port}` }] } };
}

/** Keeps a collector running that `breakIt` ends again and again, while senders send; then counts. */
async function check(sizes: number[], breakIt: (port: number, round: number) => Promise<void>): Promise<void> {
  scene = new CollectorScene();
  const port = await freePort();
  const senders = sizes.map((size, index) => new ForwardSender(port, `sender${index}`, size));
  const sending = senders.map((sender) => sender.run());
  for (let round = 0; round < rounds; round += 1) await breakIt(port, round);
  const last = await scene.start(forwardOn(port));
  for (const sender of senders) sender.stop();
  expect(last.exitCode).toBe(null);
  await Promise.all(sending);
  await scene.stop();
  const acknowledged = senders.flatMap((sender) => Array.from(sender.acknowledged));
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(compare(scene.messages(), acknowledged)).toEqual(eachOnce);
  expect(scene.differing).toEqual([]);
}

test(`killed at ${rounds} random moments`, () =>
  check([1, 20, 300], async (port) => {
    await scene.start(forwardOn(port));
    await sleep(Math.random() * 400);
    await scene.kill();
  }));

test("killed at random while chunks larger than a part arrive", () =>
  check([12_000, 12_000], async (port) => {
    await scene.start(forwardOn(port));
    await sleep(Math.random() * 500);
    await scene.kill();
  }));

test("killed between the data, the journal and the fsync", () =>
  check([50, 12_000], async (port, round) => {
    const point = ["data", "written", "synced"][round % 3] ?? "";
    const child = await scene.start(forwardOn(port), { crashAt: `buffer.append.${point}:${2 + round}` });
    for (let wait = 0; wait < 200 && child.signalCode === null; wait += 1) await sleep(20);
  }));

test("a message that is cut off leaves nothing behind; whole messages before it are kept", async () => {
  scene = new CollectorScene();
  const port = await freePort();
  await scene.start(forwardOn(port));
  const whole = packed(Buffer.concat([entryOf({ log: "a" }), entryOf({ log: "b" })]));
  for (let cut = 1; cut < whole.length; cut += 1) {
    const socket = await open(port);
    socket.end(whole.subarray(0, cut));
    socket.resume();
  }
  const last = await open(port);
  last.end(Buffer.concat([whole, whole.subarray(0, -5)]));
  await sleep(200);
  await scene.stop();
  expect([...scene.messages()]).toEqual([
    ["a", 1],
    ["b", 1],
  ]);
});

const chunkMebibytes = Number(process.env["CORDWOOD_CHUNK_MEBIBYTES"] ?? 48);

test(`a chunk of ${chunkMebibytes} MiB is taken while it arrives, in bounded memory, and acknowledged once it is there`, async () => {
  scene = new CollectorScene();
  const port = await freePort();
  await scene.start(forwardOn(port), { store: false });
  const block = Buffer.concat(
    Array.from({ length: 1000 }, (_, n) => entryOf({ log: `n ${n}`, text: "y".repeat(1000) })),
  );
  const blocks = Math.ceil((chunkMebibytes * 1024 * 1024) / block.length);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(block.length * blocks);
  const socket = await open(port);
  const answered = new Promise<string>((resolve) => socket.once("data", (bytes) => resolve(bytes.toString("latin1"))));
  socket.write(Buffer.concat([Buffer.from("93a174c6", "hex"), length]));
  for (let n = 0; n < blocks; n += 1) {
    if (!socket.write(block)) await new Promise((resolve) => socket.once("drain", resolve));
  }
  socket.write(encodeMessagePack({ chunk: "large" }));
  expect(await answered).toContain("large");
  expect(await scene.received()).toBe(1000 * blocks);
  expect(scene.peakMegabytes).toBeLessThan(300);
  socket.destroy();
});
