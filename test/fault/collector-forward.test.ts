// Senders of the forward protocol repeat what is not acknowledged, while the collector is killed at random and at the
// worst points and connections are cut: no record is lost and none is there twice.
import { setTimeout as sleep } from "node:timers/promises";
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
