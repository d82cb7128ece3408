// A forward sender repeats a chunk that was not acknowledged: its records are in the buffer once, whatever was cut off.
import { getLogger } from "@cordwood/logging";
import { afterEach, expect, test } from "vitest";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { applyPositions, type PositionValue } from "../../buffer/position.js";
import type { Batch } from "../../buffer/append-queue.js";
import { encodeMessagePack } from "../../decoders/index.js";
import { forwardChunksMax } from "../../limits.js";
import { utc } from "../../timestamps/zone.js";
import { ForwardInput } from "./forward-input.js";

const logger = getLogger("repeated-chunks-test");
logger.setLevel("CRITICAL");

/** Keeps what a buffer would, also over restarts of the input. */
class Scene {
  readonly positions = new Map<string, PositionValue>();
  readonly counts = new Map<string, number>();
  appended = 0;
  appendMs = 0;
  fails = false;
  input: ForwardInput | undefined;
  readonly sockets: Socket[] = [];

  async start(): Promise<void> {
    await this.input?.stop();
    this.input = new ForwardInput({
      host: "127.0.0.1",
      port: 0,
      defaults: { service: "", host: "here", dataset: "diagnostic" },
      zone: utc,
      logger,
      positions: this.positions,
      target: { append: (batch) => this.#append(batch) },
    });
    await this.input.start();
  }

  async #append({ data, positions = [] }: Batch): Promise<void> {
    const text = Buffer.from(data).toString("utf8");
    if (this.appendMs > 0) await new Promise((resolve) => setTimeout(resolve, this.appendMs));
    if (this.fails) throw new Error("full");
    this.appended += 1;
    applyPositions(this.positions, positions);
    for (const [, n = ""] of text.matchAll(/"message":"(\w+)/g)) this.counts.set(n, (this.counts.get(n) ?? 0) + 1);
  }

  async connect(): Promise<Socket> {
    const socket = connect(this.input?.ports.tcp ?? 0, "127.0.0.1");
    socket.on("error", () => {});
    this.sockets.push(socket);
    await once(socket, "connect");
    return socket;
  }

  /** Sends and answers what comes back: an acknowledgement, or nothing when the connection is closed. */
  async send(bytes: Buffer, socket?: Socket): Promise<string> {
    const over = socket ?? (await this.connect());
    over.write(bytes);
    const answer: unknown = await Promise.race([once(over, "data"), once(over, "close")]);
    const [data] = answer as [Buffer | boolean];
    return Buffer.isBuffer(data) ? data.toString("latin1").slice(6) : "";
  }

  /** Sends the first bytes of a message and cuts the connection once `parts` are durable. */
  async sendCut(bytes: Buffer, parts: number): Promise<void> {
    const socket = await this.connect();
    const before = this.appended;
    socket.write(bytes);
    while (this.appended < before + parts) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** How many records there are, and how many of them are there twice. */
  get kept(): { records: number; doubled: number } {
    const counts = [...this.counts.values()];
    return { records: counts.length, doubled: counts.filter((count) => count > 1).length };
  }
}

let scene: Scene | undefined;

async function open(): Promise<Scene> {
  scene = new Scene();
  await scene.start();
  return scene;
}

afterEach(async () => {
  for (const socket of scene?.sockets ?? []) socket.destroy();
  await scene?.input?.stop();
  scene = undefined;
});

const eventTime = Buffer.from("d70065920080075bcd15", "hex");
const filler = "y".repeat(2000);

function entries(name: string, count: number, text = filler): Buffer {
  const all = Array.from({ length: count }, (_, n) =>
    Buffer.concat([Buffer.of(0x92), eventTime, encodeMessagePack({ log: `${name}${n} `, text })]),
  );
  return Buffer.concat(all);
}

function message(bytes: Buffer, chunk?: string): Buffer {
  return encodeMessagePack(["app", bytes, chunk === undefined ? {} : { chunk }]);
}

const small = entries("s", 10, "");
/** Some 14 MB of records: three parts and a rest. */
const large = entries("l", 6500);

test("a small chunk that is sent again is acknowledged and kept once, after a restart too", async () => {
  const here = await open();
  expect(await here.send(message(small, "one"))).toBe("one");
  expect(await here.send(message(small, "one"))).toBe("one");
  await here.start();
  expect(await here.send(message(small, "one"))).toBe("one");
  expect(here.kept).toEqual({ records: 10, doubled: 0 });
});

test("another chunk with the same records, and another with the same id, are kept", async () => {
  const here = await open();
  await here.send(message(small, "one"));
  await here.send(message(small, "two"));
  await here.send(message(entries("t", 5, ""), "one"));
  expect(here.kept).toEqual({ records: 15, doubled: 10 });
});

test("chunks of one piece: each acknowledged, the repeated one kept once", async () => {
  const here = await open();
  const socket = await here.connect();
  const first = entries("a", 3, "");
  socket.write(Buffer.concat([message(first, "a"), message(first, "a"), message(small, "b"), message(first)]));
  let text = "";
  while (!text.includes("b")) text += String((await once(socket, "data"))[0]).replaceAll("\u00a3ack", "");
  expect(here.kept).toEqual({ records: 13, doubled: 3 });
});

test("a large chunk that was cut off goes on where it ended, over a restart too", async () => {
  const here = await open();
  const whole = message(large, "big");
  await here.sendCut(whole.subarray(0, 7_000_000), 1);
  await here.sendCut(whole.subarray(0, 11_000_000), 1);
  await here.start();
  expect(await here.send(whole)).toBe("big");
  expect(here.kept).toEqual({ records: 6500, doubled: 0 });
  expect(await here.send(whole)).toBe("big");
  expect(here.kept).toEqual({ records: 6500, doubled: 0 });
});

test("a large chunk that comes again while the first connection hangs is taken over", async () => {
  const here = await open();
  const whole = message(large, "big");
  const hanging = await here.connect();
  hanging.write(whole.subarray(0, 7_000_000));
  while (here.appended === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const closed = once(hanging, "close");
  expect(await here.send(whole)).toBe("big");
  await closed;
  expect(here.kept).toEqual({ records: 6500, doubled: 0 });
});

test("a chunk that begins like a complete one is refused once, then kept", async () => {
  const here = await open();
  await here.send(message(large, "big"));
  const other = message(Buffer.concat([large, small]), "other");
  expect(await here.send(other)).toBe("");
  expect(await here.send(other)).toBe("other");
  expect(here.kept).toEqual({ records: 6510, doubled: 6500 });
});

test("what could not be appended is not remembered", async () => {
  const here = await open();
  here.fails = true;
  expect(await here.send(message(small, "one"))).toBe("");
  here.fails = false;
  expect(await here.send(message(small, "one"))).toBe("one");
  expect(here.kept).toEqual({ records: 10, doubled: 0 });
});

test("the same chunk on two connections at once is kept once", async () => {
  const here = await open();
  here.appendMs = 30;
  const answers = await Promise.all([here.send(message(small, "one")), here.send(message(small, "one"))]);
  expect(answers).toEqual(["one", "one"]);
  expect(here.kept).toEqual({ records: 10, doubled: 0 });
});

test("only the latest chunks are remembered", async () => {
  const here = await open();
  const socket = await here.connect();
  const tiny = entries("x", 1, "");
  for (let n = 0; n < forwardChunksMax + 100; n += 1) socket.write(message(tiny, `chunk ${n}`));
  await here.send(message(tiny, "last"));
  while (here.counts.get("x0") !== forwardChunksMax + 101) await once(socket, "data");
  expect(here.positions.size).toBeLessThanOrEqual(forwardChunksMax);
  expect(here.positions.has("forward:chunk:last")).toBe(true);
  expect(here.positions.has("forward:chunk:chunk 0")).toBe(false);
});
