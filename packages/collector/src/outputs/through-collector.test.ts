// Each output in a whole collector, with a target that goes away and comes back in every way.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Collector, startCollector } from "../collector.js";
import { cases } from "./testing/cases.js";
import { type Behaviour, poison, type Target } from "./testing/target.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-through-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const perRound = 30;
const rounds: Behaviour[] = ["good", "down", "cuts", "good", "down"];

async function ingest(collector: Collector, round: number): Promise<string[]> {
  const texts = Array.from({ length: perRound }, (_, index) => `${round}.${index}`);
  const lines = texts.map((message) => JSON.stringify({ message, level: "info" }));
  await collector.ingest(Buffer.from(lines.join("\n")), "ndjson", { service: "shop" });
  return texts;
}

async function untilTried(collector: Collector, before: number): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    const [output] = collector.snapshot().outputs;
    if ((output?.retries ?? 0) > before) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

async function run(target: Target, collector: Collector): Promise<string[]> {
  const sent: string[] = [];
  for (const [round, behaviour] of rounds.entries()) {
    target.behaviour = behaviour;
    const before = collector.snapshot().outputs[0]?.retries ?? 0;
    sent.push(...(await ingest(collector, round)));
    if (behaviour === "good") await collector.drain(10_000);
    else await untilTried(collector, before);
  }
  return sent;
}

test.concurrent.each(Object.entries(cases))(
  "%s loses none, doubles none, and sets aside what is refused",
  async (name, { target: makeTarget, output, refuses = true }) => {
    const target = makeTarget();
    await target.start();
    const directory = join(folder, name);
    const buffer = { segmentAgeMsMax: 20 };
    const collector = await startCollector({ directory, outputs: [output(target)], buffer, stopTimeoutMs: 100 });
    const sent = await run(target, collector);
    if (refuses) await collector.ingest(Buffer.from(JSON.stringify({ message: poison })), "ndjson", {});
    target.behaviour = refuses ? "poisoned" : "good";
    expect(await collector.drain(15_000)).toBe(true);
    await collector.close();
    await target.stop();
    expect(new Set(target.messages)).toEqual(new Set(sent));
    expect(target.messages).toHaveLength(sent.length);
    const letters = refuses
      ? readdirSync(join(directory, "dead-letter")).filter((each) => each.endsWith(".ndjson"))
      : [];
    const refused = letters.map((each) => readFileSync(join(directory, "dead-letter", each), "utf8"));
    expect(refused.join("").trimEnd().split("\n").filter(Boolean)).toHaveLength(refuses ? 1 : 0);
  },
);
