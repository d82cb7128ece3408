// What every store must do, whatever engine is below. Run it with `describeStore(name, open)`.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Row, SearchRequest, SearchResult, Store } from "./store.js";
import { SegmentMaker, type TestRecord } from "./testing/segments.js";

const start = Date.UTC(2026, 0, 2, 10);
const minute = 60_000;

/** Records whose numbers the tests know: 600 of web, one a second, and 5 of db. */
const web: TestRecord[] = Array.from({ length: 600 }, (_, index) => ({
  ms: start + index * 1000,
  level: index % 10 === 0 ? "error" : "info",
  message: `Request ${index} took ${index % 7} ms at 10.0.${index % 4}.1`,
  service: "web",
  host: `web${index % 2}`,
  attributes: { status: index % 10 === 0 ? "500" : "200", request_id: `r-${index}` },
}));
const db: TestRecord[] = ["start", "vacuum", "slow query", "don't panic", "stop"].map((message, index) => ({
  ms: start + index * 3 * minute + 500,
  level: "warning",
  message,
  service: "db",
  logger: "postgres",
  attributes: { "log.file.path": "/var/log/db.log", note: "it's a \\ and a\ttab\nand 'quotes' \u{1f600}" },
}));

async function rowsOf(store: Store, request: SearchRequest): Promise<Row[]> {
  const result = await store.search(request);
  if (result.kind !== "records") throw new TypeError("expected records");
  return result.rows;
}

async function tableOf(store: Store, query: string): Promise<unknown[][]> {
  const result: SearchResult = await store.search({ query });
  if (result.kind !== "table") throw new TypeError("expected a table");
  return result.rows;
}

async function countOf(store: Store, query = "*"): Promise<number> {
  return Number((await tableOf(store, `${query} | stats count() as n`))[0]?.[0]);
}

/** Declares the suite for one way to open a store; `open` gets an empty directory that is removed afterwards. */
export function describeStore(name: string, open: (directory: string) => Promise<Store>): void {
  describe(`store conformance: ${name}`, () => {
    let directory: string;
    let store: Store;
    let segments: SegmentMaker;

    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), "cordwood-store-"));
      segments = new SegmentMaker(directory, start + 20 * minute);
      store = await open(directory);
      await store.insert(segments.make(web));
      await store.insert(segments.make(db));
    });

    afterAll(async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    });

    describeReading(() => store);
    describeLists(() => store);
    describeComparing(() => store);
    describeInserting(() => ({ store, segments }));
    describeTails(() => ({ store, segments }));
    describeStatements(() => store);
    describeFacts(() => store);
  });
}

function describeReading(get: () => Store): void {
  test("searches newest first and gives back every field as it was sent", async () => {
    const [row] = await rowsOf(get(), { query: "service:db panic" });
    expect(row).toMatchObject({
      time: "2026-01-02T10:09:00.500000000Z",
      level: "warning",
      severity: 13,
      message: "don't panic",
      logger: "postgres",
      dataset: "diagnostic",
      attributes: db[3]?.attributes,
    });
    expect(row?.id).toMatch(/^[0-9a-f]{24}$/);
  });

  test("pages through everything once, in both orders", async () => {
    for (const order of ["desc", "asc"] as const) {
      const seen = await allPages(get(), { query: "service:web", order, limit: 250 });
      expect(seen.length).toBe(600);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(600);
      const times = seen.map(({ time }) => time);
      expect(times).toEqual(order === "asc" ? times.toSorted() : times.toSorted().toReversed());
    }
  });

  test("keeps to the range of time, its end left out", async () => {
    const range = { from: BigInt(start) * 1_000_000n, to: BigInt(start + 10_000) * 1_000_000n };
    expect((await rowsOf(get(), { query: "service:web", range })).length).toBe(10);
  });

  test("gives only the wanted fields", async () => {
    const [row] = await rowsOf(get(), { query: "service:web", fields: ["level", "status"], limit: 1 });
    expect(row).toMatchObject({ level: "info", message: "", attributes: { status: "200" } });
  });

  test("makes tables", async () => {
    const rows = await tableOf(get(), "service:web | stats count() as n by status");
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      expect.arrayContaining([
        ["200", 540],
        ["500", 60],
      ]),
    );
  });

  test("refuses a mistake in the query with its place", async () => {
    await expect(get().search({ query: "level:[" })).rejects.toMatchObject({ name: "QueryError" });
  });

  test("finds the records beside one, in the same stream", async () => {
    const [row] = await rowsOf(get(), { query: "service:web host:web1 request_id:r-301" });
    const { before, record, after } = await get().context({ id: row?.id ?? "", before: 2, after: 3 });
    const ids = [...before, record, ...after].map(({ attributes }) => attributes["request_id"]);
    expect(ids).toEqual(["r-297", "r-299", "r-301", "r-303", "r-305", "r-307"]);
  });

  test("says that a record is missing", async () => {
    const id = "0".repeat(24);
    await expect(get().context({ id })).rejects.toMatchObject({ code: "CW_STORE_RECORD_MISSING" });
    await expect(get().context({ id: "'; DROP" })).rejects.toMatchObject({ code: "CW_STORE_RECORD_MISSING" });
  });

  test("exports as NDJSON and CSV", async () => {
    const lines = (await text(await get().export({ query: "service:db", format: "ndjson", order: "asc" }))).trim();
    const records = lines.split("\n").map((line) => JSON.parse(line) as Row);
    expect(records.map(({ message }) => message)).toEqual(db.map(({ message }) => message));
    expect(records[0]?.attributes).toEqual(db[0]?.attributes);
    const csv = await text(await get().export({ query: "service:db start", format: "csv" }));
    expect(csv.split("\n")[0]).toContain('"id","time","level"');
  });
}

async function allPages(store: Store, request: SearchRequest): Promise<Row[]> {
  const seen: Row[] = [];
  let cursor: string | null | undefined;
  do {
    const result = await store.search({ ...request, ...(typeof cursor === "string" && { cursor }) });
    if (result.kind !== "records") throw new TypeError("expected records");
    seen.push(...result.rows);
    cursor = result.cursor;
  } while (cursor !== null);
  return seen;
}

function describeLists(get: () => Store): void {
  test("counts per interval and level", async () => {
    const range = { from: BigInt(start) * 1_000_000n, to: BigInt(start + 10 * minute) * 1_000_000n };
    const histogram = await get().histogram({ query: "service:web", range, buckets: 10 });
    expect(histogram.interval_ms).toBe(minute);
    expect(histogram.buckets.length).toBe(10);
    expect(histogram.buckets[0]).toEqual({
      time: "2026-01-02T10:00:00.000000000Z",
      total: 60,
      counts: { error: 6, info: 54 },
    });
  });

  test("chooses the histogram's range and interval itself", async () => {
    const histogram = await get().histogram({ query: "*", by: "service" });
    expect(histogram.buckets.reduce((sum, { total }) => sum + total, 0)).toBe(605);
    expect(histogram.buckets.length).toBeLessThanOrEqual(61);
    expect(await get().histogram({ query: "service:none" })).toMatchObject({ buckets: [] });
  });

  test("lists fields with types and shares", async () => {
    const { fields } = await get().fields({ query: "service:web" });
    const find = (name: string): unknown => fields.find((field) => field.name === name);
    expect(find("status")).toEqual({ name: "status", type: "number", share: 1 });
    expect(find("request_id")).toEqual({ name: "request_id", type: "string", share: 1 });
    expect(find("time")).toEqual({ name: "time", type: "time", share: 1 });
    expect(find("trace_id")).toBeUndefined();
  });

  test("lists the most frequent values", async () => {
    expect(await get().values({ query: "service:web", field: "status" })).toEqual({
      values: [
        { value: "200", count: 540 },
        { value: "500", count: 60 },
      ],
      total: 600,
    });
    expect(await get().values({ query: "*", field: "nothing" })).toEqual({ values: [], total: 0 });
  });
}

function describeComparing(get: () => Store): void {
  test("compares two queries: values and templates, counted on both sides", async () => {
    const comparison = await get().compare({ query: "service:web level:error", baseline: { query: "service:web" } });
    expect(comparison).toMatchObject({ selection: { count: 60 }, baseline: { count: 540 }, approximate: false });
    const status = comparison.differences.find(({ field, value }) => field === "status" && value === "500");
    expect(status).toMatchObject({ selection: { count: 60, share: 1 }, baseline: { count: 0, share: 0 }, lift: null });
  });

  test("keeps the most frequent series of a chart, and fills its gaps", async () => {
    const range = { from: BigInt(start) * 1_000_000n, to: BigInt(start + 12 * minute) * 1_000_000n };
    const result = await get().search({ query: "* | timechart 6m count() by service limit 1", range });
    expect(result).toMatchObject({
      rows: [
        ["2026-01-02T10:00:00.000000000Z", "web", 360],
        ["2026-01-02T10:00:00.000000000Z", "other", 2],
        ["2026-01-02T10:06:00.000000000Z", "web", 240],
        ["2026-01-02T10:06:00.000000000Z", "other", 2],
      ],
    });
  });

  test("takes the first records of each value, also after sorting", async () => {
    const first = await rowsOf(get(), { query: "service:web | limit 2 by host" });
    expect(first.map(({ host }) => host)).toEqual(["web1", "web0", "web1", "web0"]);
    const sorted = await rowsOf(get(), { query: "service:web | sort time | dedup host" });
    expect(sorted.map(({ message }) => message.slice(0, 9))).toEqual(["Request 0", "Request 1"]);
  });

  test("exports a table and named fields", async () => {
    const table = { query: "service:web | stats count() as n by level", format: "csv" } as const;
    expect(await text(await get().export(table))).toBe('"level","n"\n"error",60\n"info",540\n');
    const fields = { query: "service:db start", format: "ndjson", fields: ["message", "logger"] } as const;
    expect(JSON.parse(await text(await get().export(fields)))).toEqual({ message: "start", logger: "postgres" });
  });

  test("knows nothing of the progress of what was never asked", async () => {
    const { signal } = new AbortController();
    expect(await get().progress(signal)).toBeUndefined();
    await get().search({ query: "*" }, signal);
    expect((await get().progress(signal))?.rows_read).toBeGreaterThan(0);
  });
}

interface Writing {
  store: Store;
  segments: SegmentMaker;
}

function describeInserting(get: () => Writing): void {
  test("stores a segment once, however often it is inserted", async () => {
    const { store, segments } = get();
    const segment = segments.make(Array.from({ length: 50 }, () => ({ ms: start, service: "twice" })));
    await store.insert(segment);
    await Promise.all([store.insert(segment), store.insert(segment)]);
    expect(await countOf(store, "service:twice")).toBe(50);
  });

  test("stores equal records of different segments each", async () => {
    const { store, segments } = get();
    const records = [{ ms: start, service: "equal" }];
    await store.insert(segments.make(records));
    await store.insert(segments.make(records));
    expect(await countOf(store, "service:equal")).toBe(2);
  });

  test("takes an empty segment", async () => {
    const { store, segments } = get();
    await expect(store.insert(segments.makeText("", 0))).resolves.toBeUndefined();
  });

  test("keeps records whose times are scattered over 2,000 days, and those far in the past and future", async () => {
    const { store, segments } = get();
    const day = 86_400_000;
    const records: TestRecord[] = Array.from({ length: 2000 }, (_, index) => ({
      ms: start - index * day,
      service: "scattered",
    }));
    for (const year of [1901, 1969, 1985, 2005, 2017, 2030, 2200]) {
      records.push({ ms: Date.UTC(year, 5, 5, 1, 2, 3, 4), service: "scattered", message: `in ${year}` });
    }
    const segment = segments.make(records);
    await store.insert(segment);
    await store.insert(segment);
    expect(await countOf(store, "service:scattered")).toBe(2007);
    const oldest = await rowsOf(store, { query: "service:scattered", order: "asc", limit: 3 });
    expect(oldest.map(({ time }) => time)).toEqual([
      "1901-06-05T01:02:03.004000000Z",
      "1969-06-05T01:02:03.004000000Z",
      "1985-06-05T01:02:03.004000000Z",
    ]);
    const [newest] = await rowsOf(store, { query: "service:scattered", limit: 1 });
    expect(newest?.time).toBe("2200-06-05T01:02:03.004000000Z");
  }, 90_000); // about 100 parts, each synced to disk, twice: slow on a busy disk

  test("keeps hostile content as it is", async () => {
    const { store, segments } = get();
    const message = "'); DROP TABLE logs; -- \u0000 {p0:String} \\ \u001b[31m <script> \u{1f525}";
    const attributes = { "a'b": message, "": "empty name", constructor: "x", __proto__: "y" };
    await store.insert(segments.make([{ service: "hostile", message, attributes }]));
    const [row] = await rowsOf(store, { query: "service:hostile" });
    expect(row?.message).toBe(message);
    expect(row?.attributes["a'b"]).toBe(message);
    expect(row?.attributes["constructor"]).toBe("x");
  });

  test("a line that is damaged or odd keeps no other line out", async () => {
    const { store, segments } = get();
    const fine = JSON.stringify({
      time: "1767348000000000000",
      message: "fine",
      service: "odd",
      attributes: { a: "b" },
    });
    const lines = [
      fine,
      JSON.stringify({ service: "odd", message: "minus", severity: -1 }),
      '{"service":"odd","message":"cut o',
      "[1]",
      JSON.stringify({ service: "odd", message: 5, severity: "x", time: "soon", attributes: { deep: { er: 1 } } }),
      fine,
    ];
    const segment = segments.makeText(`${lines.join("\n")}\n`, lines.length);
    await store.insert(segment);
    await store.insert(segment);
    const { rows } = await store.sql(
      `SELECT message, parse_error != '' FROM logs WHERE chunk = ${segment.chunk} ORDER BY seq`,
    );
    expect(rows.map(([message]) => message)).toEqual([
      "fine",
      "minus",
      '{"service":"odd","message":"cut o',
      "[1]",
      "5",
      "fine",
    ]);
    expect(rows.map(([, damaged]) => damaged)).toEqual([0, 0, 1, 1, 0, 0]);
  });

  test("keeps a record with half a surrogate pair", async () => {
    const { store, segments } = get();
    await store.insert(
      segments.make([{ service: "half", message: "before \ud800 after", attributes: { k: "\udfff" } }]),
    );
    const [row] = await rowsOf(store, { query: "service:half" });
    expect(row?.message).toMatch(/^before .* after$/);
    expect(row?.parse_error).toBe("");
  });

  test("names the segment that cannot be read", async () => {
    const { store } = get();
    const segment = { path: "/nonexistent.ndjson", chunk: "7", records: 1, bytes: 1 };
    await expect(store.insert(segment)).rejects.toMatchObject({ code: "CW_STORE_SEGMENT" });
  });
}

function liveRecord(message: string, ms: number, level = "error"): TestRecord {
  return { service: "live", message, ms, level };
}

function describeTails(get: () => Writing): void {
  test("shows new records that match, as they were stored, and ends when told to", async () => {
    const { store, segments } = get();
    const stop = new AbortController();
    const tail = store.tail({ query: "service:live level:error" }, stop.signal);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const rows of tail) {
        seen.push(...rows.map(({ message }) => message));
        if (seen.length >= 3) stop.abort();
      }
    })();
    const first = segments.make([
      liveRecord("b", start + 2),
      liveRecord("a", start + 1),
      liveRecord("x", start, "info"),
    ]);
    await store.insert(first);
    await store.insert(first);
    await store.insert(segments.make([liveRecord("c", start)]));
    await reading;
    expect(seen).toEqual(["b", "a", "c"]);
  });

  test("refuses a mistake in the query of a tail", () => {
    const { signal } = new AbortController();
    expect(() => get().store.tail({ query: "level:[" }, signal)).toThrow(
      expect.objectContaining({ name: "QueryError" }),
    );
  });
}

function describeFacts(get: () => Store): void {
  test("counts everything without reading records", async () => {
    const query = "* | stats count()";
    expect(Number((await tableOf(get(), query))[0]?.[0])).toBeGreaterThan(600);
    const { stats } = await get().search({ query });
    expect(stats.rows_read).toBeLessThan(300);
  });

  test("tells what it holds and what was done with it", async () => {
    const store = get();
    await store.search({ query: "level:[" }).catch(() => undefined);
    const records = (await store.sql("SELECT count() FROM logs")).rows[0]?.[0];
    // A shard that is away just then is left out, and what was read is kept for ten seconds.
    await expect
      .poll(async () => (await store.facts()).tables?.records, { timeout: 15_000, interval: 250 })
      .toBe(records);
    const { tables, queries, inserts, waiting } = await store.facts();
    const diagnostic = await countOf(store, "dataset:diagnostic");
    expect(tables).toMatchObject({
      records,
      brokenParts: 0,
      datasets: [{ dataset: "diagnostic", records: diagnostic }, {}],
    });
    for (const key of ["bytes", "parts", "partitions", "memoryBytes", "diskFreeBytes", "deduplicatedBlocks"] as const) {
      expect(tables?.[key]).toBeGreaterThan(0);
    }
    expect(queries.search.failures["CW_STORE_QUERY_SYNTAX"]).toBeGreaterThan(0);
    expect(queries.search.latency.count).toBeGreaterThan(5);
    expect(inserts.records).toBeGreaterThan(600);
    expect(inserts.latency.buckets.at(-1)?.[1]).toBe(inserts.latency.count);
    expect(waiting).toBe(0);
  });
}

const forbidden: readonly string[] = [
  "SELECT * FROM system.tables",
  "SELECT 1 IN (SELECT 1 FROM `system`.`one`)",
  "SELECT 1 IN system.one",
  "WITH x AS (SELECT * FROM system.one) SELECT * FROM x",
  "SELECT file('/etc/passwd')",
  "SELECT * FROM file('/etc/passwd', LineAsString)",
  "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
  "SELECT * FROM remote('127.0.0.1', system.one)",
  "SELECT * FROM merge('system', '.*')",
  "SELECT * FROM executable('id', TSV, 'a String')",
  "SELECT * FROM logs INTO OUTFILE '/tmp/cordwood-out'",
  "SELECT * FROM logs SETTINGS readonly = 0",
  "SELECT sleep(1)",
  "SELECT dictGet('d', 'a', 1)",
  "SELECT getServerSetting('path')",
  "SELECT 1; SELECT * FROM system.one",
  "SELECT $$ $$",
  "DROP TABLE logs",
  "INSERT INTO logs (message) VALUES ('x')",
  "SET readonly = 0",
  "",
];

function describeStatements(get: () => Store): void {
  test("runs SQL over the records", async () => {
    const { columns, rows } = await get().sql(
      "SELECT status, count() AS n, countIf(level = 'error') AS e, quantile(0.5)(severity) FROM " +
        "(SELECT *, attributes['status'] AS status FROM logs WHERE service = 'web') GROUP BY status ORDER BY n DESC; ",
    );
    expect(columns.map(({ name }) => name).slice(0, 3)).toEqual(["status", "n", "e"]);
    expect(rows).toEqual([
      ["200", 540, 0, 9],
      ["500", 60, 60, 17],
    ]);
  });

  test("takes texts that look like something else", async () => {
    const { rows } = await get().sql(
      "SELECT ';', 'FORMAT', /* ; */ 'system.tables', \"service\" FROM logs LIMIT 1 -- ; x",
    );
    expect(rows[0]?.slice(0, 3)).toEqual([";", "FORMAT", "system.tables"]);
    const quoted = await get().sql("SELECT '\\'; SELECT 1 FROM system.one --'");
    expect(quoted.rows).toEqual([["'; SELECT 1 FROM system.one --"]]);
  });

  test.each(forbidden)("refuses %j", async (statement) => {
    await expect(get().sql(statement)).rejects.toMatchObject({ code: "CW_STORE_SQL_FORBIDDEN" });
  });

  test("says what is wrong with SQL that cannot run", async () => {
    await expect(get().sql("SELECT nothing FROM logs")).rejects.toMatchObject({ code: "CW_STORE_SQL_INVALID" });
  });
}
