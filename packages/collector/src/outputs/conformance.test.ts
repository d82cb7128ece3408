// One suite for every output to a network target: what holds whatever the target does.
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodeOtlpLogsProtobuf } from "../decoders/index.js";
import { ElasticsearchOutput } from "./elasticsearch/elasticsearch-output.js";
import { ForwardOutput } from "./forward/forward-output.js";
import { HttpOutput } from "./http-output.js";
import { KafkaOutput } from "./kafka/kafka-output.js";
import { LokiOutput } from "./loki/loki-output.js";
import { NatsOutput } from "./nats/nats-output.js";
import { OtlpOutput } from "./otlp/otlp-output.js";
import type { Output } from "./output.js";
import { ForwardTarget } from "./testing/forward-target.js";
import { HttpTarget } from "./testing/http-target.js";
import { KafkaTarget } from "./testing/kafka-target.js";
import { NatsTarget } from "./testing/nats-target.js";
import { record, SegmentFolder } from "./testing/segments.js";
import { poison, type Target } from "./testing/target.js";

const timeout_s = 0.4;
const inner = { timeout_s, batch_records_max: 4 };

interface Case {
  target: () => Target;
  output: (target: Target) => Output;
  /** Whether the target can refuse records. @default true */
  refuses?: boolean;
}

const url = ({ port }: Target): string => `http://127.0.0.1:${port}`;

interface BulkItem {
  message: string;
}

const bulkMessages = (body: Buffer): string[] =>
  body
    .toString()
    .trimEnd()
    .split("\n")
    .filter((_, index) => index % 2 === 1)
    .map((line) => (JSON.parse(line) as BulkItem).message);

const cases: Record<string, Case> = {
  http: {
    target: () =>
      new HttpTarget({
        messagesOf: (body) =>
          body
            .toString()
            .trimEnd()
            .split("\n")
            .map((line) => (JSON.parse(line) as BulkItem).message),
      }),
    output: (target) => new HttpOutput({ type: "http", url: url(target), ...inner }),
  },
  elasticsearch: {
    target: () =>
      new HttpTarget({
        messagesOf: bulkMessages,
        taken: () => ({ status: 200, body: JSON.stringify({ errors: false }) }),
        refused: (_request, messages) => {
          const items = messages.map((message) => ({
            create: message === poison ? { status: 400, error: { type: "mapper", reason: "no" } } : { status: 201 },
          }));
          const taken = messages.filter((message) => message !== poison);
          return { answer: { status: 200, body: JSON.stringify({ errors: true, items }) }, taken };
        },
      }),
    output: (target) => new ElasticsearchOutput({ type: "elasticsearch", urls: [url(target)], ...inner }),
  },
  loki: {
    target: () =>
      new HttpTarget({
        messagesOf: (body) =>
          (JSON.parse(body.toString()) as { streams: { values: [string, string][] }[] }).streams.flatMap(({ values }) =>
            values.map(([, line]) => line),
          ),
        taken: () => ({ status: 204 }),
      }),
    output: (target) => new LokiOutput({ type: "loki", url: url(target), ...inner }),
  },
  forward: {
    target: () => new ForwardTarget(),
    output: ({ port }) => new ForwardOutput({ type: "forward", servers: [{ address: `127.0.0.1:${port}` }], ...inner }),
    refuses: false,
  },
  kafka: {
    target: () => new KafkaTarget(),
    output: ({ port }) =>
      new KafkaOutput({ type: "kafka", brokers: [`127.0.0.1:${port}`], key: "{service}", ...inner }),
  },
  nats: {
    target: () => new NatsTarget(),
    output: ({ port }) => new NatsOutput({ type: "nats", servers: [`127.0.0.1:${port}`], timeout_s }),
  },
  otlp: {
    target: () =>
      new HttpTarget({ messagesOf: (body) => decodeOtlpLogsProtobuf(body).map(({ message }) => String(message)) }),
    output: (target) => new OtlpOutput({ type: "otlp", url: url(target), ...inner }),
  },
};

describe.each(Object.entries(cases))("%s", (_name, { target: makeTarget, output: makeOutput, refuses = true }) => {
  let target: Target;
  let output: Output;
  const folder = new SegmentFolder();
  const { signal } = new AbortController();
  const texts = Array.from({ length: 10 }, (_, index) => `message ${index}`);
  const segment = (messages = texts) => folder.segment(messages.map((message) => record(message)));

  beforeEach(async () => {
    target = makeTarget();
    await target.start();
    output = makeOutput(target);
  });
  afterEach(async () => {
    await output.close();
    await target.stop();
  });
  afterAll(() => {
    folder.remove();
  });

  const failure = async (delivery: Promise<void>): Promise<unknown> =>
    delivery.then(
      () => expect.fail("it was delivered"),
      (error: unknown) => error,
    );

  test("delivers all, in order", async () => {
    await output.deliver(segment(), signal);
    await output.deliver(segment(['ü 😀 \u0000 \\ " \n end']), signal);
    expect(target.messages).toEqual([...texts, 'ü 😀 \u0000 \\ " \n end']);
  });

  test.each(["down", "silent", "cuts", "endless"] as const)(
    "fails in time while the target is %s, and delivers each once when it is not",
    async (behaviour) => {
      const given = segment();
      target.behaviour = behaviour;
      expect(await failure(output.deliver(given, signal))).toMatchObject({ name: "Error" });
      target.behaviour = "good";
      await output.deliver(given, signal);
      expect(new Set(target.messages)).toEqual(new Set(texts));
      expect(target.messages.length).toBe(texts.length);
    },
  );

  test("reads only so much of an endless answer", async () => {
    target.behaviour = "huge";
    const before = process.memoryUsage.rss();
    await output.deliver(segment(["one"]), signal).catch(() => {});
    expect(process.memoryUsage.rss() - before).toBeLessThan(256 * 1024 * 1024);
  });

  test("gives up at once when the collector stops", async () => {
    target.behaviour = "silent";
    const stop = new AbortController();
    const slow = makeOutput(target);
    const delivery = failure(slow.deliver(segment(), stop.signal));
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    stop.abort();
    expect(await delivery).toMatchObject({ name: "AbortError" });
    await slow.close();
  });

  test.runIf(refuses)("names the records that the target refuses, and delivers the others", async () => {
    target.behaviour = "poisoned";
    const given = segment(["a", "b", poison, "c", "d", "e", poison]);
    const error = await failure(output.deliver(given, signal));
    expect(error).toMatchObject({ name: "RefusedError" });
    expect((error as { lines: { line: number }[] }).lines.map(({ line }) => line)).toEqual([2, 6]);
    expect(target.messages).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("fails when the segment cannot be read", async () => {
    const missing = { ...segment(), path: "/nowhere/none.ndjson" };
    expect(await failure(output.deliver(missing, signal))).toMatchObject({ code: "ENOENT" });
  });
});
