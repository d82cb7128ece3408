// A collector that seals audit records is killed at every point around a commit, one after the other: its chain has
// neither a fork nor a gap, and every acknowledged record is in it.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type AuditRecord, auditNames, hashOf, isSignedBy, noHash, signedBytes } from "@cordwood/collector/audit";
import { afterAll, expect, test } from "vitest";
import { remove, temporaryFolder } from "../cordwood.js";

const points = [
  "buffer.append.data",
  "buffer.append.written",
  "buffer.append.synced",
  "buffer.seal",
  "buffer.insert.before",
  "buffer.insert.after",
  "buffer.delete.after",
  "buffer.checkpoint.before",
  "buffer.checkpoint.after",
];

const folder = temporaryFolder();
const kept = join(folder, "kept");
mkdirSync(kept);
afterAll(() => remove(folder));

async function start(crashAt: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, "collector-child.mjs");
  const env = { ...process.env, CORDWOOD_CRASH_AT: crashAt };
  const child = fork(script, [join(folder, "buffer"), kept], { env });
  await Promise.race([once(child, "message"), once(child, "exit")]);
  return child;
}

const acknowledged = new Set<string>();
let sent = 0;

/** Sends batches one after the other until the collector is dead, or has taken as many. */
async function feed(child: ChildProcess, batches: number): Promise<void> {
  const ended = new Promise<undefined>((resolve) => {
    child.once("exit", () => {
      resolve(undefined);
    });
  });
  for (let batch = 0; batch < batches && child.connected; batch += 1) {
    const messages = [`record ${sent}`, `record ${sent + 1}`];
    sent += 2;
    const body = messages.map((message) => JSON.stringify({ message, dataset: "audit" })).join("\n");
    const answered = once(child, "message");
    child.send({ kind: "ingest", batch, body: `${body}\n{"message":"other"}` }, () => {});
    if ((await Promise.race([answered, ended])) === undefined) return;
    for (const message of messages) acknowledged.add(message);
  }
}

function stored(): AuditRecord[] {
  const lines = readdirSync(kept).flatMap((name) => readFileSync(join(kept, name), "utf8").trim().split("\n"));
  const records = lines.map((line) => JSON.parse(line) as AuditRecord).filter(({ dataset }) => dataset === "audit");
  return records.toSorted((a, b) => seqOf(a) - seqOf(b));
}

const seqOf = (record: AuditRecord): number => Number(record.attributes[auditNames.seq]);

test("kill -9 around every commit leaves one chain without a fork or a gap", async () => {
  for (const point of points) {
    const child = await start(`${point}:2`);
    await feed(child, 20);
    child.kill("SIGKILL");
  }
  const last = await start("");
  last.send({ kind: "close" });
  await once(last, "exit");
  const records = stored();
  let prev = noHash;
  for (const [index, { attributes }] of records.entries()) {
    expect([Number(attributes[auditNames.seq]), attributes[auditNames.prev]]).toEqual([index + 1, prev]);
    prev = attributes[auditNames.hash] ?? "";
  }
  expect(records.filter((record) => hashOf(record) !== record.attributes[auditNames.hash])).toEqual([]);
  const end = records.at(-1);
  const signature = end?.attributes[auditNames.signature] ?? "";
  expect(end && isSignedBy(end.attributes[auditNames.publicKey] ?? "", signedBytes(end), signature)).toBe(true);
  const messages = new Set(records.map(({ message }) => message));
  expect(acknowledged.size).toBeGreaterThan(points.length);
  expect([...acknowledged].filter((message) => !messages.has(message))).toEqual([]);
});
