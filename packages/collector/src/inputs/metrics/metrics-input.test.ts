import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Input } from "../input.js";
import { testSurroundings } from "../testing/network-options.js";
import { RecordTarget } from "../testing/record-target.js";
import { metricsDefinition } from "./metrics-input.js";

const servers: Server[] = [];
let input: Input | undefined;
afterEach(async () => {
  await input?.stop();
  for (const server of servers.splice(0)) server.close();
});

async function scrape(answer: RequestListener): Promise<RecordTarget> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const target = new RecordTarget();
  const url = `http://127.0.0.1:${port}/metrics`;
  input = metricsDefinition.create(
    { type: "metrics", url, interval_s: 0.05, timeout_s: 0.2 },
    testSurroundings(target),
  );
  await input.start();
  return target;
}

async function failed(): Promise<number> {
  for (let n = 0; n < 400 && input?.counts?.errors === 0; n += 1) await sleep(5);
  return input?.counts?.errors ?? 0;
}

test("an input whose endpoint fails is not healthy until it answers again", async () => {
  let status = 503;
  await scrape((_request, response) => response.writeHead(status).end("up 1\n"));
  const failing = (): string | undefined => input?.failing;
  while (failing() === undefined) await sleep(5);
  expect(failing()).toContain("503");
  status = 200;
  while (failing() !== undefined) await sleep(5);
});

test("a Prometheus endpoint becomes records", async () => {
  const target = await scrape((_request, response) =>
    response.end('# TYPE hits counter\nhits_total{path="/a"} 7\nup 1\n'),
  );
  const [hits, up] = await target.until(2);
  expect(hits).toMatchObject({
    message: 'hits_total{path="/a"} 7',
    dataset: "metrics",
    attributes: { "metric.name": "hits_total", "metric.type": "counter", value: "7", path: "/a" },
  });
  expect(up?.message).toBe("up 1");
});

test.each<[string, RequestListener]>([
  ["refuses", (_request, response) => response.writeHead(503).end()],
  ["does not answer", () => {}],
  ["leads elsewhere", (_request, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()],
  [
    "never ends",
    (_request, response) =>
      void setImmediate(function more() {
        if (!response.destroyed) {
          response.write("x".repeat(1_000_000));
          setImmediate(more);
        }
      }),
  ],
])("an endpoint that %s is counted", async (_what, answer) => {
  const target = await scrape(answer);
  expect(await failed()).toBeGreaterThan(0);
  expect(target.records).toEqual([]);
});

test("without an address the collector's components become records", async () => {
  const target = new RecordTarget();
  const component = {
    id: "file.0",
    kind: "input",
    type: "file",
    receivedRecords: 3,
    sentRecords: 3,
    dropped: { full: 1 },
    errors: 0,
    healthy: true,
  } as const;
  input = metricsDefinition.create(
    { type: "metrics", interval_s: 0.05 },
    { ...testSurroundings(target), components: () => [component] },
  );
  await input.start();
  expect((await target.until(1))[0]).toMatchObject({
    message: "input file.0: 3 received, 3 sent",
    service: "cordwood",
    attributes: { "component.id": "file.0", receivedRecords: "3", "dropped.full": "1", healthy: "true" },
  });
});
