// A sender that counts what was acknowledged, a server that dies at any moment, and a count afterwards:
// every acknowledged record is stored, and none twice.
import { afterEach, expect, test } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { count, remove, startCordwood, temporaryFolder, until, type Cordwood } from "../cordwood.js";

const folders: string[] = [];
const running: Cordwood[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.kill()));
  for (const folder of folders.splice(0)) remove(folder);
});

async function start(data: string): Promise<Cordwood> {
  const server = await startCordwood({ data });
  running.push(server);
  return server;
}

function newData(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder;
}

/** Numbered records; remembers which numbers were acknowledged and which were sent without an answer. */
class Sender {
  readonly acknowledged = new Set<number>();
  readonly unanswered = new Set<number>();
  #next = 0;
  #stopped = false;

  async run(url: string, batch = 50): Promise<void> {
    this.#stopped = false;
    while (!this.#stopped) {
      const numbers = Array.from({ length: batch }, () => this.#next++);
      const body = numbers
        .map((n) => JSON.stringify({ time: Date.now(), level: "info", message: `number ${n}`, n }))
        .join("\n");
      const answer = await fetch(`${url}/api/v1/ingest?service=sender`, {
        method: "POST",
        headers: { "content-type": "application/x-ndjson" },
        body,
      })
        .then(async (response) => ({ ok: response.ok, body: (await response.json()) as { accepted: number } }))
        .catch(() => undefined);
      const target = answer?.ok === true && answer.body.accepted === batch ? this.acknowledged : this.unanswered;
      for (const n of numbers) target.add(n);
      if (answer === undefined) await sleep(20);
    }
  }

  stop(): void {
    this.#stopped = true;
  }
}

/** How many copies of each number are stored. */
async function storedNumbers(url: string): Promise<Map<number, number>> {
  const answer = await fetch(
    `${url}/api/v1/export?${new URLSearchParams({ query: "service:sender", from: "1970-01-01T00:00:00Z", format: "ndjson" })}`,
  );
  if (!answer.ok) throw new Error(`export answered ${answer.status}: ${await answer.text()}`);
  const copies = new Map<number, number>();
  for (const line of (await answer.text()).split("\n").filter((text) => text !== "")) {
    const n = Number((JSON.parse(line) as { message: string }).message.replace("number ", ""));
    copies.set(n, (copies.get(n) ?? 0) + 1);
  }
  return copies;
}

async function expectEachOnce(url: string, sender: Sender): Promise<void> {
  await until(
    () => count(url, "service:sender | stats count()"),
    (stored) => stored >= sender.acknowledged.size,
  );
  await sleep(1_500);
  const stored = await storedNumbers(url);
  const lost = [...sender.acknowledged].filter((n) => !stored.has(n));
  const doubled = [...stored].filter(([, copies]) => copies > 1).map(([n]) => n);
  const unknown = [...stored.keys()].filter((n) => !sender.acknowledged.has(n) && !sender.unanswered.has(n));
  expect({ lost, doubled, unknown }).toEqual({ lost: [], doubled: [], unknown: [] });
}

const rounds = Number(process.env["CORDWOOD_CRASH_ROUNDS"] ?? 5);

test(`kill -9 under load, ${rounds} times: acknowledged is stored, none twice`, async () => {
  const data = newData();
  const sender = new Sender();
  for (let round = 0; round < rounds; round++) {
    const server = await start(data);
    const senders = [sender.run(server.url), sender.run(server.url), sender.run(server.url)];
    await sleep(600 + Math.random() * 1_500);
    await server.kill();
    sender.stop();
    await Promise.all(senders);
  }
  const server = await start(data);
  expect(sender.acknowledged.size).toBeGreaterThan(0);
  await expectEachOnce(server.url, sender);
});

test("restart under load: acknowledged is stored, none twice", async () => {
  const data = newData();
  const sender = new Sender();
  for (let round = 0; round < 2; round++) {
    const server = await start(data);
    const senders = [sender.run(server.url), sender.run(server.url)];
    await sleep(1_500);
    expect(await server.stop()).toBe(0);
    sender.stop();
    await Promise.all(senders);
  }
  const server = await start(data);
  expect(sender.acknowledged.size).toBeGreaterThan(0);
  await expectEachOnce(server.url, sender);
});
