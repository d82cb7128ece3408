// The chains of two collectors in one real store, changed behind their back in every way that the engine allows.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Collector, startCollector } from "@cordwood/collector";
import { auditKeyDirectory, hashOf, loadKey } from "@cordwood/collector/audit";
import { openStore, type Segment, type Store } from "@cordwood/store";
import { type Server, startServer } from "@cordwood/server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StoredRecord } from "./audit-source.js";
import { checkRemoval } from "./check-removal.js";
import { FileSource } from "./file-source.js";
import { ServerSource } from "./server-source.js";
import { verifyChains, type VerifyOptions, type VerifyResult } from "./verify.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-tamper-"));
const engineScript = join(import.meta.dirname, "../../../store/src/testing/clickhouse-server.mjs");
let engine: ChildProcess;
let engineUrl: string;
let store: Store;
let server: Server;
let source: ServerSource;
let inserted: Segment[];
/** Writers of the two collectors and their keys. */
let [first, second] = ["", ""];
let keys: string[];

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  await once(listener, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function run(statement: string): Promise<string> {
  const settings = "database=cordwood&mutations_sync=1&insert_deduplicate=0&allow_experimental_lightweight_delete=1";
  const response = await fetch(`${engineUrl}/?${settings}`, { method: "POST", body: statement });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

async function startEngine(): Promise<void> {
  const port = await freePort();
  engineUrl = `http://127.0.0.1:${port}`;
  engine = spawn(process.execPath, [engineScript, join(folder, "engine"), `${port}`], { stdio: "ignore" });
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(`${engineUrl}/ping`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What must come out of the store as it was sealed. */
const odd: object[] = [
  { time: "1901-01-01T00:00:00.000000001Z", level: "info" },
  { time: "9999-12-31T23:59:59Z", "user.name": "", empty: "" },
  { time: 0, level: "critical", "audit.type": "USER_CMD", deep: { er: [1, { two: null }] } },
];

/** A collector that writes as many records in two appends and ends; its copies of segments stay. */
async function collect(name: string, records: number): Promise<void> {
  const keeping = {
    insert: async (segment: Segment): Promise<void> => {
      const path = join(folder, `${segment.chunk}.copy`);
      copyFileSync(segment.path, path);
      inserted.push({ ...segment, path });
      await store.insert(segment);
    },
  };
  const collector: Collector = await startCollector({ directory: join(folder, name), store: keeping });
  for (const from of [0, records / 2]) {
    const lines = Array.from({ length: records / 2 }, (_, index) =>
      JSON.stringify({
        ...odd[index],
        message: `${name} ${from + index} "é" \u0007`,
        n: from + index,
        dataset: "audit",
      }),
    );
    await collector.ingest(Buffer.from(lines.join("\n")), "ndjson", { service: name, host: "h" });
  }
  await collector.close();
  keys.push(loadKey(auditKeyDirectory(join(folder, name))).publicKey);
}

beforeAll(async () => {
  await startEngine();
  store = await openStore({ url: engineUrl });
  [inserted, keys] = [[], []];
  await collect("alpha", 12);
  await collect("beta", 6);
  const logger = { debug() {}, info() {}, warning() {}, error: console.error };
  server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger });
  server.attach({ store, ingest: { ingest: fail, ingestRecords: fail } });
  source = new ServerSource({ url: server.url, token: undefined });
  const writers = await source.writers({});
  [first, second] = ["alpha", "beta"].map((name) => writers.find(({ last }) => last === lasts[name])?.writer ?? "") as [
    string,
    string,
  ];
  // Hundreds of flushes would take most of the time.
  await run("ALTER TABLE records MODIFY SETTING fsync_after_insert = 0, fsync_part_directory = 0");
  await run("CREATE TABLE backup AS records");
  await run("INSERT INTO backup SELECT * FROM records");
}, 60_000);
afterAll(async () => {
  await server.close();
  await store.close();
  engine.kill("SIGKILL");
  await once(engine, "exit");
  rmSync(folder, { recursive: true, force: true });
});

/** Twelve or six records between the first and the last checkpoint. */
const lasts: Record<string, number> = { alpha: 14, beta: 8 };
const fail = (): never => {
  throw new Error("nothing is sent here");
};

async function verify(options: Partial<VerifyOptions> = {}): Promise<VerifyResult> {
  return verifyChains(source, { keys: [], unsignedMsMax: 3_600_000, ...options });
}

test("what two collectors wrote is whole, and signed to its end", async () => {
  const { writers, broken } = await verify({ keys });
  expect(broken).toEqual([]);
  const ends = writers.map(({ writer, records, last, signedThrough }) => ({ writer, records, last, signedThrough }));
  expect(ends.toSorted((a, b) => b.last - a.last)).toEqual([
    { writer: first, records: 14, last: 14, signedThrough: 14 },
    { writer: second, records: 8, last: 8, signedThrough: 8 },
  ]);
});

test("a segment that is inserted again changes nothing", async () => {
  for (const segment of inserted) await store.insert(segment);
  expect((await verify({ keys })).broken).toEqual([]);
});

const at = (writer: string, seq: number | string): string =>
  `attributes['audit.writer'] = '${writer}' AND attributes['audit.seq'] = '${seq}'`;
const change = (what: string, where: string): string => `ALTER TABLE records UPDATE ${what} WHERE ${where}`;
const attribute = (name: string, value: string): string =>
  `attributes = mapUpdate(attributes, map('${name}', '${value}')::Map(LowCardinality(String), String))`;
const columns = "ts, level, severity, message, service, host, logger, dataset, trace_id, span_id, parse_error";
/** A copy of a record with other attributes. */
const insertCopy = (attributes: string, where: string): string =>
  `INSERT INTO records (${columns}, attributes, chunk, seq) SELECT ${columns}, ${attributes}, chunk, seq FROM backup WHERE ${where}`;

/** Another value for a column that the engine does not let be updated. */
const replace = (column: string, value: string, where: string): string[] => [
  `DELETE FROM records WHERE ${where}`,
  `INSERT INTO records (${columns}, attributes, chunk, seq) SELECT ${columns.replace(column, value)}, attributes, chunk, seq FROM backup WHERE ${where}`,
];

/** Changes a record and gives it the hash that it then must have, as somebody without the key can. */
async function reseal(seq: number, more: Record<string, string>): Promise<string> {
  for await (const { record } of source.records(first, seq, seq)) {
    const attributes = { ...record.attributes, ...more };
    const hash = hashOf({ ...record, attributes });
    for (const [name, value] of Object.entries({ ...more, "audit.hash": hash }))
      await run(change(attribute(name, value), at(first, seq)));
    return hash;
  }
  throw new Error(`no record ${seq}`);
}

describe("after a change behind its back", () => {
  beforeEach(async () => {
    await run("TRUNCATE TABLE records");
    await run("INSERT INTO records SELECT * FROM backup");
  });

  test.each<[string, () => string[], string, number]>([
    ["a changed message", () => replace("message", "'nothing'", at(first, 5)), "content", 5],
    ["a changed level", () => [change("level = 'debug'", at(first, 2))], "content", 2],
    ["a changed attribute", () => [change(attribute("n", "99"), at(first, 7))], "content", 7],
    [
      "a removed attribute",
      () => [change("attributes = mapFilter((k, v) -> k != 'n', attributes)", at(first, 7))],
      "content",
      7,
    ],
    ["a changed time", () => replace("ts", "ts - 1", at(first, 5)), "content", 5],
    ["a changed dataset", () => replace("dataset", "'ledger'", at(first, 4)), "gap", 5],
    ["a removed record", () => [`DELETE FROM records WHERE ${at(first, 6)}`], "gap", 7],
    ["a removed beginning", () => [`DELETE FROM records WHERE ${at(first, 1)} OR ${at(first, 2)}`], "gap", 3],
    ["a record that is there twice", () => [insertCopy("attributes", at(first, 9))], "duplicate", 9],
    ["all records twice", () => ["INSERT INTO records SELECT * FROM backup"], "duplicate", 1],
    [
      "two numbers exchanged",
      () => [
        change(attribute("audit.seq", "0"), at(first, 5)),
        change(attribute("audit.seq", "5"), at(first, 6)),
        change(attribute("audit.seq", "6"), at(first, 0)),
      ],
      "content",
      5,
    ],
    [
      "records of two writers exchanged",
      () => [
        change(attribute("audit.writer", "x"), at(first, 4)),
        change(attribute("audit.writer", first), at(second, 4)),
        change(attribute("audit.writer", second), at("x", 4)),
      ],
      "content",
      4,
    ],
    ["a forged writer", () => [insertCopy("map('audit.writer', 'x', 'audit.seq', '1')", at(first, 9))], "unsealed", 1],
    ["a record outside of the chain", () => [insertCopy("map()", at(first, 9))], "unsealed", 0],
    [
      "a record with a strange number",
      () => [
        insertCopy(
          "mapUpdate(attributes, map('audit.seq', 'nine')::Map(LowCardinality(String), String))",
          at(first, 9),
        ),
      ],
      "unsealed",
      0,
    ],
    [
      "a signature taken off",
      () => [change("attributes = mapFilter((k, v) -> k != 'audit.signature', attributes)", at(first, 14))],
      "content",
      14,
    ],
  ])("%s is named", async (_name, statements, property, seq) => {
    for (const statement of statements()) await run(statement);
    const { broken } = await verify({ keys });
    expect(broken.map((finding) => [finding.property, finding.seq])).toContainEqual([property, seq]);
  });

  test("a tail that is cut off shows by the age of what is no longer signed", async () => {
    await run(`DELETE FROM records WHERE ${at(first, 13)} OR ${at(first, 14)}`);
    expect((await verify({ keys })).broken).toEqual([]);
    expect((await verify({ keys, unsignedMsMax: 0 })).broken).toMatchObject([{ property: "unsigned", seq: 2 }]);
  });

  test("a record with a hash made anew does not fit to the next one", async () => {
    await reseal(6, { n: "99" });
    expect((await verify()).broken).toMatchObject([{ property: "link", writer: first, seq: 7 }]);
  });

  test("a chain made anew from one record on breaks at the next signature", async () => {
    let prev = await reseal(6, { n: "99" });
    for (let seq = 7; seq <= 14; seq += 1) prev = await reseal(seq, { "audit.prev": prev });
    expect((await verify()).broken).toMatchObject([{ property: "signature", writer: first, seq: 14 }]);
  });

  test("a chain that another key has signed is not believed where a key is given", async () => {
    const own = keys.slice(1);
    expect((await verify({ keys: own })).broken).toMatchObject([{ property: "unsigned", writer: first, seq: 1 }]);
  });
});

test("a range is verified to the signature behind it", async () => {
  await run("TRUNCATE TABLE records");
  await run("INSERT INTO records SELECT * FROM backup");
  const range = { from: "now-1h", to: "now+1h" };
  expect((await verify({ keys, ...range })).broken).toEqual([]);
  expect(await verify({ keys, from: "now+1h" })).toEqual({ writers: [], broken: [] });
});

test("what is not as it was sealed is not removed under a signature", async () => {
  const range = { writer: first, first: 2, last: 5, records: 4, from: "0", to: "0" };
  const links = { prev: "", hash: "" };
  for await (const { record } of source.records(first, 2, 2)) links.prev = record.attributes["audit.prev"] ?? "";
  for await (const { record } of source.records(first, 5, 5)) links.hash = record.attributes["audit.hash"] ?? "";
  expect(await checkRemoval(store, [{ ...range, ...links }])).toBeUndefined();
  expect(await checkRemoval(store, [{ ...range, ...links, hash: "" }])).toMatchObject({ property: "gap" });
  for (const statement of replace("ts", "ts - 1", at(first, 4))) await run(statement);
  expect(await checkRemoval(store, [{ ...range, ...links }])).toMatchObject({ property: "content", seq: 4 });
});

describe("what retention has removed", () => {
  beforeAll(async () => {
    await run("TRUNCATE TABLE records");
    await run("INSERT INTO records SELECT * FROM backup");
  });

  beforeAll(async () => {
    const ranges = [];
    for (const [from, to] of [
      [1, 4],
      [6, 6],
    ] as const) {
      const found = [];
      for await (const { record } of source.records(first, from, to)) found.push(record);
      const prev = found[0]?.attributes["audit.prev"] ?? "";
      const hash = found.at(-1)?.attributes["audit.hash"] ?? "";
      const times = { from: found[0]?.time ?? "", to: found.at(-1)?.time ?? "" };
      ranges.push({ writer: first, first: from, last: to, prev, hash, records: found.length, ...times });
    }
    const collector = await startCollector({ directory: join(folder, "beta"), store });
    expect(await collector.sealRemoval(ranges)).toBe(true);
    await collector.close();
    await run("TRUNCATE TABLE backup");
    await run("INSERT INTO backup SELECT * FROM records");
  });
  beforeEach(async () => {
    await run("TRUNCATE TABLE records");
    await run("INSERT INTO records SELECT * FROM backup");
  });
  const without = async (...numbers: number[]): Promise<VerifyResult> => {
    for (const seq of numbers) await run(`DELETE FROM records WHERE ${at(first, seq)}`);
    return verify({ keys });
  };

  test("is no gap, and the rest is proven", async () => {
    const { writers, broken } = await without(1, 2, 3, 4, 6);
    expect(broken).toEqual([]);
    expect(writers.find(({ writer }) => writer === first)).toMatchObject({ records: 9, removed: 5, signedThrough: 14 });
  });

  test("may still be there, all of it or some", async () => {
    expect((await without()).broken).toEqual([]);
    expect((await without(1, 2)).broken).toEqual([]);
    expect((await without(4)).broken).toEqual([]);
  });

  test("is no cover for anything else", async () => {
    expect((await without(1, 2, 3, 4, 5)).broken).toMatchObject([{ property: "gap", seq: 6 }]);
    await run(change("level = 'debug'", at(first, 9)));
    expect((await without(5)).broken).toMatchObject([{ property: "gap", seq: 6 }]);
  });

  test("does not let another record stand where one was", async () => {
    await run(`DELETE FROM records WHERE ${at(first, 3)}`);
    await reseal(4, { n: "99" });
    expect((await verify({ keys })).broken).toMatchObject([{ property: "link", seq: 4 }]);
  });

  test("is missed when the record that stands for it is gone, or changed", async () => {
    const stump = "attributes['audit.kind'] = 'stump'";
    await run(
      change(
        "attributes = mapUpdate(attributes, map('audit.removed', '[]')::Map(LowCardinality(String), String))",
        stump,
      ),
    );
    const { broken } = await without(6);
    expect(broken.map(({ property }) => property).toSorted()).toEqual(["content", "gap"]);
    await run(`DELETE FROM records WHERE ${stump}`);
    expect((await verify({ keys })).broken.map(({ property }) => property)).toEqual(["gap"]);
  });

  test("counts only when a trusted key has signed for it", async () => {
    await run(`DELETE FROM records WHERE ${at(first, 6)}`);
    const { broken } = await verify({ keys: keys.slice(0, 1) });
    expect(broken).toMatchObject([{ property: "unsigned", writer: second }]);
  });
});

describe("an export", () => {
  beforeAll(async () => {
    await run("TRUNCATE TABLE records");
    await run("INSERT INTO records SELECT * FROM backup");
  });

  const exported = async (edit: (lines: string[]) => string[]): Promise<VerifyResult> => {
    const response = await fetch(`${server.url}/api/v1/export?query=dataset:audit`);
    const path = join(folder, "export.ndjson");
    writeFileSync(path, edit((await response.text()).split("\n")).join("\n"));
    const file = await FileSource.open(path);
    const result = await verifyChains(file, { keys, unsignedMsMax: 3_600_000 });
    await file.close();
    return result;
  };
  const seqOf = (line: string): string => (JSON.parse(line) as StoredRecord["record"]).attributes["audit.seq"] ?? "";

  test("is whole in whatever order its lines are", async () => {
    expect((await exported((lines) => lines.toReversed())).broken).toEqual([]);
    expect((await exported((lines) => lines.toSorted())).broken).toEqual([]);
  });

  test("with a changed line is broken there", async () => {
    const { broken } = await exported((lines) => lines.map((line) => line.replace("alpha 3", "alpha 4")));
    expect(broken).toMatchObject([{ property: "content", writer: first, seq: 5 }]);
  });

  test("without a line is broken behind it", async () => {
    const { broken } = await exported((lines) => lines.filter((line) => line === "" || seqOf(line) !== "5"));
    expect(broken.map(({ property, seq }) => ({ property, seq }))).toEqual([
      { property: "gap", seq: 6 },
      { property: "gap", seq: 6 },
    ]);
  });
});
