// Searches and aggregations of Elasticsearch's official client; what is expected is calculated here from the documents.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Collector, startCollector } from "@cordwood/collector";
import { openStore, type Store } from "@cordwood/store";
import { Client, errors } from "@elastic/elasticsearch";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Server, startServer } from "../server.js";

interface Document {
  "@timestamp": string;
  message: string;
  status: number;
  took: number;
  path: string;
  log: { level: string };
  service: { name: string };
  user?: { id: string };
}

const start = Date.UTC(2026, 0, 31, 20);
const words = ["connection refused", "connection accepted", "disk full", "request done"];
const documents: Document[] = Array.from({ length: 240 }, (_, n) => ({
  "@timestamp": new Date(start + n * 120_000).toISOString(),
  message: `${words[n % 4]} by peer ${n}`,
  status: item([200, 200, 404, 500], n % 4),
  took: (n * 37) % 101,
  path: n % 3 === 0 ? "/api/v1/items" : `/home/${n % 5}`,
  log: { level: n % 4 === 3 ? "error" : "info" },
  service: { name: `s${n % 7}` },
  ...(n % 6 === 0 && { user: { id: `u${n % 12}` } }),
}));

/** An item that there must be. */
function item<T>(list: readonly T[] | undefined, index: number): T {
  const found = list?.at(index);
  if (found === undefined) throw new RangeError(`there is no item ${index}`);
  return found;
}

const folder = mkdtempSync(join(tmpdir(), "cordwood-elastic-client-"));
let store: Store;
let collector: Collector;
let server: Server;
let client: Client;

beforeAll(async () => {
  const logger = { debug() {}, info() {}, warning() {}, error: console.error };
  store = await openStore({ path: join(folder, "store") });
  collector = await startCollector({ directory: join(folder, "buffer"), store });
  server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger });
  server.attach({ store, ingest: collector });
  client = new Client({ node: `${server.url}/elastic` });
  const operations = documents.flatMap((document) => [{ index: { _index: "shop" } }, document]);
  expect((await client.bulk({ operations })).errors).toBe(false);
  await collector.drain(10_000);
});
afterAll(async () => {
  await client.close();
  await server.close();
  await collector.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const at = (document: Document): number => Date.parse(document["@timestamp"]);
const has =
  (...parts: string[]) =>
  (document: Document): boolean =>
    parts.every((part) => document.message.split(" ").includes(part));

describe("queries select what Elasticsearch's would", () => {
  test.each<[string, object, (document: Document) => boolean]>([
    ["everything", { match_all: {} }, () => true],
    ["nothing", { match_none: {} }, () => false],
    ["any word", { match: { message: "refused FULL" } }, (d) => has("refused")(d) || has("full")(d)],
    ["all words", { match: { message: { query: "peer refused", operator: "and" } } }, has("peer", "refused")],
    [
      "two of three words",
      { match: { message: { query: "connection refused full", minimum_should_match: 2 } } },
      has("connection", "refused"),
    ],
    [
      "66 % of three words",
      { match: { message: { query: "connection accepted 7", minimum_should_match: "67%" } } },
      has("connection", "accepted"),
    ],
    ["a number", { match: { status: 404 } }, (d) => d.status === 404],
    ["a phrase", { match_phrase: { message: "accepted by peer" } }, has("accepted")],
    [
      "several fields",
      { multi_match: { query: "s3", fields: ["service.name^2", "path"] } },
      (d) => d.service.name === "s3",
    ],
    ["a term", { term: { "log.level": "error" } }, (d) => d.log.level === "error"],
    [
      "a term in any case",
      { term: { "service.name": { value: "S3", case_insensitive: true } } },
      (d) => d.service.name === "s3",
    ],
    [
      "a whole message",
      { term: { "message.keyword": "disk full by peer 2" } },
      (d) => d.message === "disk full by peer 2",
    ],
    ["terms", { terms: { status: [404, 500] } }, (d) => d.status > 400],
    ["a range of numbers", { range: { took: { gte: 50, lt: 60 } } }, (d) => d.took >= 50 && d.took < 60],
    [
      "a day",
      { range: { "@timestamp": { gte: "2026-01-31", lte: "2026-01-31" } } },
      (d) => d["@timestamp"] < "2026-02-01",
    ],
    [
      "a day in a zone",
      { range: { "@timestamp": { lt: "2026-02-01", time_zone: "+02:00" } } },
      (d) => at(d) < Date.UTC(2026, 0, 31, 22),
    ],
    ["date math", { range: { "@timestamp": { gt: "2026-01-31||/d" } } }, (d) => d["@timestamp"] >= "2026-02-01"],
    ["what exists", { exists: { field: "user.id" } }, (d) => d.user !== undefined],
    ["a prefix", { prefix: { path: "/api" } }, (d) => d.path.startsWith("/api")],
    ["a prefix of a word", { prefix: { message: "conn" } }, has("connection")],
    ["a wildcard", { wildcard: { path: "/ho?e/*" } }, (d) => d.path.startsWith("/home/")],
    ["a wildcard of a word", { wildcard: { message: "*fuse?" } }, has("refused")],
    ["a regexp", { regexp: { path: "/home/[0-2]" } }, (d) => /^\/home\/[0-2]$/.test(d.path)],
    ["a regexp of a word", { regexp: { message: "re(fused|quest)" } }, (d) => has("refused")(d) || has("request")(d)],
    [
      "bool",
      {
        bool: {
          filter: [{ term: { status: 200 } }],
          must_not: { match: { message: "accepted" } },
          should: { term: { took: 3 } },
        },
      },
      (d) => d.status === 200 && !has("accepted")(d),
    ],
    [
      "bool with should alone",
      { bool: { should: [{ term: { status: 404 } }, { term: { status: 500 } }] } },
      (d) => d.status > 400,
    ],
    [
      "bool with two of should",
      {
        bool: {
          should: [{ term: { status: 200 } }, { match: { message: "refused" } }, { exists: { field: "user.id" } }],
          minimum_should_match: 2,
        },
      },
      (d) => [d.status === 200, has("refused")(d), d.user !== undefined].filter(Boolean).length >= 2,
    ],
    ["a constant score", { constant_score: { filter: { term: { status: 404 } } } }, (d) => d.status === 404],
    ["a query string", { query_string: { query: "refused OR full" } }, (d) => has("refused")(d) || has("full")(d)],
    [
      "a query string's default operator",
      { query_string: { query: "connection full" } },
      (d) => has("connection")(d) || has("full")(d),
    ],
    [
      "a query string with AND",
      { query_string: { query: "connection refused", default_operator: "AND" } },
      has("connection", "refused"),
    ],
    [
      "a query string's fields",
      { query_string: { query: "status:>=404 AND (service.name:s1 OR service.name:s2) AND NOT full" } },
      (d) => d.status >= 404 && /^s[12]$/.test(d.service.name) && !has("full")(d),
    ],
    [
      "a query string's group and range",
      { query_string: { query: "+took:[10 TO 20} -log.level:error path:\\/api*" } },
      (d) => d.took >= 10 && d.took < 20 && d.log.level !== "error",
    ],
    [
      "a simple query string",
      {
        simple_query_string: {
          query: '"connection refused" | 7,9!',
          fields: ["message"],
          default_operator: "and",
        },
      },
      has("connection", "refused"),
    ],
  ])("%s", async (_, query, expected) => {
    const wanted = documents.filter(expected).map(({ message }) => message);
    const answer = await client.search<Document>({ index: "shop", size: 1000, query });
    expect(answer.hits.hits.map(({ _source }) => _source?.message ?? "").toSorted(byText)).toEqual(
      wanted.toSorted(byText),
    );
    expect(answer.hits.total).toEqual({ value: wanted.length, relation: "eq" });
    expect((await client.count({ index: "shop", query })).count).toBe(wanted.length);
  });

  test("ids", async () => {
    const hit = item((await client.search({ size: 1 })).hits.hits, 0);
    const found = await client.search({ query: { ids: { values: [hit._id ?? "", "nothing"] } } });
    expect(found.hits.hits).toMatchObject([{ _id: hit._id, _index: "shop" }]);
  });
});

describe("hits", () => {
  test("come in an order of several keys, page by page", async () => {
    const order = [{ status: "desc" as const }, { took: { order: "asc" as const } }, { "@timestamp": "asc" as const }];
    const expected = documents
      .toSorted((a, b) => b.status - a.status || a.took - b.took || at(a) - at(b))
      .map(({ message }) => message);
    const seen: string[] = [];
    for (let after: unknown[] | undefined; seen.length < documents.length;) {
      const page = await client.search<Document>({
        size: 100,
        sort: order,
        ...(after && { search_after: after as string[] }),
      });
      seen.push(...page.hits.hits.map(({ _source }) => _source!.message));
      after = page.hits.hits.at(-1)?.sort;
    }
    expect(seen).toEqual(expected);
    const last = item((await client.search<Document>({ size: 1, from: 99, sort: order })).hits.hits, 0);
    const next = await client.search<Document>({ size: 1, sort: order, search_after: last.sort?.slice(0, 3) ?? [] });
    expect(next.hits.hits[0]?._source?.message).toBe(expected[100]);
  });

  test("go on in the order of time", async () => {
    const sort = [{ "@timestamp": "desc" as const }];
    const page = await client.search({ size: 10, sort });
    expect(page.hits.hits[0]?.sort?.[0]).toBe(at(item(documents, -1)));
    const { sort: place = [] } = item(page.hits.hits, 9);
    for (const after of [place, place.slice(0, 1)]) {
      const next = await client.search<Document>({ size: 1, sort, search_after: after });
      expect(next.hits.hits[0]?._source?.message).toBe(documents.at(-11)?.message);
    }
  });

  test("have the fields that were asked for, as they were sent", async () => {
    const query = { term: { "message.keyword": item(documents, 6).message } };
    const one = async (more: object): Promise<unknown> => (await client.search({ query, ...more })).hits.hits[0];
    expect(await one({})).toMatchObject({ _source: documents[6] });
    expect(await one({ _source: ["user", "sta*"] })).toHaveProperty("_source", { user: { id: "u6" }, status: 404 });
    expect(
      await one({
        _source: {
          includes: ["*"],
          excludes: ["message", "@timestamp", "log", "path", "user.id", "service", "data_stream", "host"],
        },
      }),
    ).toHaveProperty("_source", { status: 404, took: (6 * 37) % 101 });
    expect(await one({ _source: false, fields: ["took"] })).toMatchObject({ fields: { took: [(6 * 37) % 101] } });
  });

  test("are counted as far as was asked for", async () => {
    expect((await client.search({ track_total_hits: false })).hits.total).toBeUndefined();
    expect((await client.search({ track_total_hits: 100 })).hits.total).toEqual({ value: 100, relation: "gte" });
    expect((await client.search({ rest_total_hits_as_int: true })).hits.total).toBe(240);
  });
});

/** Numbers of documents by a key, most frequent first, then by key. */
function countBy(
  list: readonly Document[],
  keyOf: (document: Document) => string | number,
): { key: string | number; doc_count: number }[] {
  const counts = new Map<string | number, number>();
  for (const document of list) counts.set(keyOf(document), (counts.get(keyOf(document)) ?? 0) + 1);
  return [...counts]
    .map(([key, count]) => ({ key, doc_count: count }))
    .toSorted((a, b) => b.doc_count - a.doc_count || (a.key < b.key ? -1 : 1));
}

const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0);
const aggregate = async (aggs: object, more: object = {}): Promise<Record<string, unknown>> =>
  (await client.search({ size: 0, aggs: aggs as Record<string, never>, ...more })).aggregations ?? {};

describe("aggregations", () => {
  test("terms, with numbers inside, in several orders", async () => {
    const answer = await aggregate({
      byStatus: { terms: { field: "status" }, aggs: { slow: { max: { field: "took" } } } },
      byService: { terms: { field: "service.name", size: 3, order: { _key: "asc" } } },
      bySlow: {
        terms: { field: "service.name", size: 2, order: { mean: "desc" } },
        aggs: { mean: { avg: { field: "took" } } },
      },
      byUser: { terms: { field: "user.id", missing: "none", size: 1 } },
      included: { terms: { field: "path", include: "/home/.*", exclude: ["/home/1"] } },
    });
    const slowest = (status: number): number =>
      Math.max(...documents.filter((d) => d.status === status).map(({ took }) => took));
    expect(answer["byStatus"]).toEqual({
      doc_count_error_upper_bound: 0,
      sum_other_doc_count: 0,
      buckets: countBy(documents, (d) => d.status).map(({ key, doc_count }) => ({
        key,
        doc_count,
        slow: { value: slowest(Number(key)) },
      })),
    });
    const services = countBy(documents, (d) => d.service.name).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    expect(answer["byService"]).toMatchObject({
      buckets: services.slice(0, 3),
      sum_other_doc_count: sum(services.slice(3).map((b) => b.doc_count)),
    });
    const means = services.map(({ key }) => {
      const took = documents.filter((d) => d.service.name === key).map((d) => d.took);
      return { key, mean: { value: sum(took) / took.length } };
    });
    expect(answer["bySlow"]).toMatchObject({
      buckets: means.toSorted((a, b) => b.mean.value - a.mean.value).slice(0, 2),
    });
    expect(answer["byUser"]).toMatchObject({ buckets: [{ key: "none", doc_count: 200 }], sum_other_doc_count: 40 });
    expect(answer["included"]).toMatchObject({
      buckets: countBy(
        documents.filter((d) => /^\/home\/[^1]/.test(d.path)),
        (d) => d.path,
      ),
    });
  });

  test("numbers", async () => {
    const took = documents.map((d) => d.took);
    const mean = sum(took) / took.length;
    const variance = sum(took.map((each) => (each - mean) ** 2)) / took.length;
    const answer = await aggregate({
      stats: { stats: { field: "took" } },
      extended: { extended_stats: { field: "took" } },
      count: { value_count: { field: "user.id" } },
      users: { cardinality: { field: "user.id" } },
      percentiles: { percentiles: { field: "took", percents: [50, 95] } },
      ranks: { percentile_ranks: { field: "took", values: [50] } },
      first: { min: { field: "@timestamp" } },
      none: { avg: { field: "nothing" } },
      missing: { sum: { field: "nothing", missing: 2 } },
    });
    expect(answer).toMatchObject({
      stats: { count: 240, min: Math.min(...took), max: Math.max(...took), avg: mean, sum: sum(took) },
      extended: { sum_of_squares: sum(took.map((each) => each ** 2)) },
      count: { value: 40 },
      users: { value: 2 },
      first: { value: start, value_as_string: new Date(start).toISOString() },
      none: { value: null },
      missing: { value: 480 },
    });
    expect((answer["extended"] as { variance: number }).variance).toBeCloseTo(variance, 6);
    const { values } = answer["percentiles"] as { values: Record<string, number> };
    expect(
      Math.abs(
        (values["50.0"] ?? 0) -
          item(
            took.toSorted((a, b) => a - b),
            120,
          ),
      ),
    ).toBeLessThan(2);
    const ranks = (answer["ranks"] as { values: Record<string, number> }).values;
    expect(ranks["50.0"]).toBeCloseTo((100 * took.filter((each) => each <= 50).length) / 240, 6);
  });

  test("intervals of time, with values and numbers inside", async () => {
    const answer = await aggregate({
      hours: {
        date_histogram: { field: "@timestamp", fixed_interval: "1h" },
        aggs: { levels: { terms: { field: "log.level" }, aggs: { slow: { avg: { field: "took" } } } } },
      },
    });
    const hourOf = (d: Document): number => Math.floor(at(d) / 3_600_000) * 3_600_000;
    const hours = countBy(documents, hourOf).toSorted((a, b) => Number(a.key) - Number(b.key));
    const { buckets } = answer["hours"] as { buckets: { key: number; doc_count: number; levels: object }[] };
    expect(buckets.map(({ key, doc_count }) => ({ key, doc_count }))).toEqual(hours);
    for (const bucket of buckets) {
      const inside = documents.filter((d) => hourOf(d) === bucket.key);
      const levels = countBy(inside, (d) => d.log.level).map(({ key, doc_count }) => {
        const took = inside.filter((d) => d.log.level === key).map((d) => d.took);
        return { key, doc_count, slow: { value: sum(took) / took.length } };
      });
      expect(bucket.levels).toMatchObject({ buckets: levels, sum_other_doc_count: 0 });
    }
  });

  test("days of a zone, empty ones between and beyond", async () => {
    const answer = await aggregate(
      {
        days: {
          date_histogram: {
            field: "@timestamp",
            calendar_interval: "day",
            time_zone: "Asia/Tokyo",
            extended_bounds: { min: "2026-01-31", max: "2026-02-02" },
            format: "yyyy-MM-dd",
          },
        },
        months: { date_histogram: { field: "@timestamp", calendar_interval: "month", min_doc_count: 1 } },
      },
      { query: { term: { status: 404 } } },
    );
    // 20:00 UTC is 05:00 of the next day in Tokyo; eight hours of records end at 13:00 there.
    expect(answer["days"]).toMatchObject({
      buckets: [
        { key_as_string: "2026-01-31", doc_count: 0, key: Date.UTC(2026, 0, 30, 15) },
        { key_as_string: "2026-02-01", doc_count: 60 },
        { key_as_string: "2026-02-02", doc_count: 0 },
      ],
    });
    const january = documents.filter((d) => d.status === 404 && d["@timestamp"] < "2026-02-01").length;
    expect(answer["months"]).toMatchObject({
      buckets: [
        { key: Date.UTC(2026, 0, 1), doc_count: january },
        { key_as_string: "2026-02-01T00:00:00.000Z", doc_count: 60 - january },
      ],
    });
  });

  test("ranges, filters and what is missing", async () => {
    const answer = await aggregate({
      took: { range: { field: "took", ranges: [{ to: 50 }, { from: 50, to: 100 }, { from: 100, key: "slow" }] } },
      when: { date_range: { field: "@timestamp", ranges: [{ to: "2026-02-01" }, { from: "2026-02-01" }] } },
      named: {
        filters: {
          filters: { bad: { range: { status: { gte: 400 } } }, home: { prefix: { path: "/home" } } },
          other_bucket: true,
        },
      },
      alone: { filter: { term: { status: 500 } }, aggs: { byPath: { terms: { field: "path", size: 1 } } } },
      without: { missing: { field: "user.id" } },
      steps: { histogram: { field: "took", interval: 25 } },
    });
    const count = (matches: (d: Document) => boolean): number => documents.filter(matches).length;
    expect(answer["took"]).toEqual({
      buckets: [
        { key: "*-50.0", to: 50, doc_count: count((d) => d.took < 50) },
        { key: "50.0-100.0", from: 50, to: 100, doc_count: count((d) => d.took >= 50 && d.took < 100) },
        { key: "slow", from: 100, doc_count: count((d) => d.took >= 100) },
      ],
    });
    expect(answer["when"]).toMatchObject({
      buckets: [{ key: "*-2026-02-01T00:00:00.000Z", doc_count: 120 }, { doc_count: 120 }],
    });
    expect(answer["named"]).toEqual({
      buckets: {
        bad: { doc_count: count((d) => d.status >= 400) },
        home: { doc_count: count((d) => d.path.startsWith("/home")) },
        _other_: { doc_count: count((d) => d.status < 400 && !d.path.startsWith("/home")) },
      },
    });
    expect(answer["alone"]).toMatchObject({
      doc_count: 60,
      byPath: {
        buckets: countBy(
          documents.filter((d) => d.status === 500),
          (d) => d.path,
        ).slice(0, 1),
      },
    });
    expect(answer["without"]).toEqual({ doc_count: 200 });
    expect(answer["steps"]).toMatchObject({
      buckets: [0, 25, 50, 75, 100].map((key) => ({
        key,
        doc_count: count((d) => Math.floor(d.took / 25) * 25 === key),
      })),
    });
  });

  test("the first records of each bucket", async () => {
    const answer = await aggregate({
      byStatus: {
        terms: { field: "status" },
        aggs: {
          slowest: { top_hits: { size: 1, sort: [{ took: "desc" }, { "@timestamp": "asc" }], _source: ["message"] } },
        },
      },
    });
    const slowest = (status: number): Document =>
      item(
        documents.filter((d) => d.status === status).toSorted((a, b) => b.took - a.took || at(a) - at(b)),
        0,
      );
    const { buckets } = answer["byStatus"] as {
      buckets: { key: number; doc_count: number; slowest: { hits: object } }[];
    };
    for (const { key, doc_count: total, slowest: found } of buckets) {
      expect(found.hits).toMatchObject({
        total: { value: total },
        hits: [{ _source: { message: slowest(key).message } }],
      });
    }
  });

  test("names have their kinds where that is asked for", async () => {
    const answer = await aggregate(
      { a: { terms: { field: "path", size: 1 }, aggs: { b: { max: { field: "took" } } } } },
      { typed_keys: true },
    );
    expect(answer).toMatchObject({ "sterms#a": { buckets: [{ "max#b": {} }] } });
  });
});

test("several searches at once", async () => {
  const { responses } = await client.msearch({
    searches: [{ index: "shop" }, { size: 0 }, {}, { query: { geo_distance: {} } as object }],
  });
  expect(responses).toMatchObject([
    { status: 200, hits: { total: { value: 240 } } },
    { status: 400, error: { type: "parsing_exception" } },
  ]);
});

describe("what is not supported gets Elasticsearch's kind of error", () => {
  test.each<[object, string, RegExp]>([
    [{ query: { geo_distance: {} } }, "parsing_exception", /^unknown query \[geo_distance\]/],
    [{ query: { term: { a: "x", b: "y" } } }, "parsing_exception", /doesn't support multiple fields/],
    [{ query: { match: { message: { query: "x", fuzziness: "AUTO" } } } }, "illegal_argument_exception", /fuzziness/],
    [
      { query: { range: { "@timestamp": { gte: "yesterday" } } } },
      "parsing_exception",
      /failed to parse date field \[yesterday\]/,
    ],
    [{ query: { query_string: { query: "a AND (b" } } }, "parsing_exception", /Failed to parse query \[a AND \(b\]/],
    [{ query: { regexp: { path: "a~b" } } }, "illegal_argument_exception", /not supported here/],
    [{ from: 9_999, size: 10 }, "illegal_argument_exception", /Result window is too large/],
    [{ search_after: [1, 2], sort: ["took"] }, "illegal_argument_exception", /search_after has 2 value/],
    [{ aggs: { a: { derivative: {} } } }, "parsing_exception", /Unknown aggregation type \[derivative\]/],
    [{ aggs: { a: { terms: {} } } }, "parsing_exception", /Required one of fields/],
    [
      { aggs: { a: { avg: { field: "n" }, aggs: { b: { avg: { field: "n" } } } } } },
      "parsing_exception",
      /cannot accept sub-aggregations/,
    ],
    [
      { aggs: { a: { date_histogram: { field: "took", fixed_interval: "1h" } } } },
      "illegal_argument_exception",
      /is not supported for aggregation \[date_histogram\]/,
    ],
    [
      { aggs: { a: { date_histogram: { field: "@timestamp", calendar_interval: "2d" } } } },
      "illegal_argument_exception",
      /calendar interval/,
    ],
    [{ suggest: {} }, "parsing_exception", /unknown key \[suggest\]/],
  ])("%j", async (body, type, reason) => {
    const error: unknown = await client.search(body).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errors.ResponseError);
    expect((error as errors.ResponseError).body).toMatchObject({
      status: 400,
      error: { type, reason: expect.stringMatching(reason), root_cause: [{ type }] },
    });
  });
});
