import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { NatsTarget } from "../testing/nats-target.js";
import { record, SegmentFolder } from "../testing/segments.js";
import { type NatsConfig, NatsOutput } from "./nats-output.js";

const folder = new SegmentFolder();
const { signal } = new AbortController();
let target: NatsTarget;
let output: NatsOutput;

beforeEach(async () => {
  target = new NatsTarget();
  await target.start();
});
afterEach(async () => {
  await output.close();
  await target.stop();
});
afterAll(() => {
  folder.remove();
});

function make(config: Partial<NatsConfig> = {}): NatsOutput {
  output = new NatsOutput({ type: "nats", servers: [`127.0.0.1:${target.port}`], timeout_s: 5, ...config });
  return output;
}

test("a record has the subject that its fields say, and an id that a repeat has again", async () => {
  const given = record("m", { service: "a.b *>" });
  const segment = folder.segment([given]);
  await make({ subject: "logs.{service}.%Y" }).deliver(segment, signal);
  await output.deliver(segment, signal);
  const [first, second] = target.published;
  expect(first).toMatchObject({ subject: "logs.a_b___.2023", payload: JSON.stringify(given) });
  expect(first?.headers).toMatch(new RegExp(`Nats-Msg-Id: ${segment.chunk}-0-[0-9a-f]{12}\r\n`));
  expect(second?.headers).toBe(first?.headers);
});

test("a record that is larger than the server takes is refused, the others are not", async () => {
  const large = record("x".repeat(1_100_000));
  await expect(make().deliver(folder.segment([record("a"), large, record("b")]), signal)).rejects.toMatchObject({
    lines: [{ line: 1, reason: "larger than the server's max_payload of 1048576 bytes" }],
  });
  expect(target.messages).toEqual(["a", "b"]);
});
