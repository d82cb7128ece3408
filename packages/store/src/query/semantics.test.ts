// What queries select, on the real engine: the examples of docs/reference/search-language.md and their edges.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { createChdbConnection } from "chdb/connection";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aggregates } from "./aggregates/aggregates.js";
import { functions } from "./functions/functions.js";
import {
  compile,
  compileCount,
  type CompileOptions,
  compileSelection,
  createSchema,
  identifier,
  parse,
  print,
  QueryError,
  render,
  sql,
} from "./index.js";
import { stageDefinitions } from "./stages/stages.js";

const now = 1_767_268_800_000_000_000n; // 2026-01-01T12:00:00Z

interface TestRecord {
  level?: string;
  severity?: number;
  message?: string;
  service?: string;
  host?: string;
  minutesAgo?: number;
  attributes?: Record<string, string>;
}

const records: Record<string, TestRecord> = {
  a: {
    level: "info",
    severity: 9,
    message: "Connection refused by 10.0.0.1",
    service: "web",
    host: "web1",
    minutesAgo: 1,
    attributes: { status: "200", path: "/api/v1/users", "user.id": "7", took: "12.5" },
  },
  b: {
    level: "error",
    severity: 17,
    message: "connection REFUSED by peer user-id=42",
    service: "web",
    host: "web2",
    minutesAgo: 2,
    attributes: { status: "500", path: "/api/v1", took: "100" },
  },
  c: {
    level: "warning",
    severity: 13,
    message: "slow query: 1500 ms",
    service: "db",
    host: "db1",
    minutesAgo: 3,
    attributes: { status: "abc", took: "9" },
  },
  d: {
    level: "critical",
    severity: 21,
    message: "disk full on /var/log",
    service: "db",
    host: "db1",
    minutesAgo: 30,
    attributes: { "user.id": "alice", "odd name": "x y", big: "12345678901234567890" },
  },
  e: {
    level: "",
    severity: 0,
    message: "reconnections 100% done (see blk_1234)",
    service: "",
    host: "",
    minutesAgo: 60,
    attributes: { status: "200.0", flag: "true" },
  },
  f: {
    level: "debug",
    severity: 5,
    message: 'it\'s "quoted" \\ back Größe',
    service: "web",
    host: "web10",
    minutesAgo: 120,
    attributes: { status: "404", path: "/x" },
  },
};

function toRow([name, { minutesAgo = 0, ...record }]: [string, TestRecord]): Record<string, unknown> {
  const ts = ((now - BigInt(minutesAgo) * 60_000_000_000n) / 1_000_000_000n).toString();
  return { dataset: "diagnostic", ...record, ts, chunk: 1, seq: name.codePointAt(0) };
}

/** The same records in a table where some attributes have columns of their own. */
const promoted = createSchema(
  identifier("promoted"),
  new Map([
    ["status", { column: "a_status", type: "string" }],
    ["path", { column: "a_path", type: "string" }],
    ["user.id", { column: "a_user_id", type: "string" }],
    ["took", { column: "a_took", type: "number" }],
  ]),
);

function promote(row: Record<string, unknown>): Record<string, unknown> {
  const { status, path, "user.id": user, took, ...attributes } = (row["attributes"] ?? {}) as Record<string, string>;
  return Object.assign({}, row, { attributes, a_status: status, a_path: path, a_user_id: user, a_took: took });
}

let client: ClickHouseClient;
const directory = mkdtempSync(join(tmpdir(), "cordwood-query-"));

const ddl = (table: string, columns: string): string => `CREATE TABLE ${table} (
  ts DateTime64(9, 'UTC'), level LowCardinality(String), severity UInt8, message String,
  service LowCardinality(String), host LowCardinality(String), logger LowCardinality(String),
  dataset LowCardinality(String), trace_id String, span_id String, parse_error String,
  attributes Map(LowCardinality(String), String),${columns}
  pattern UInt64 DEFAULT cityHash64(translate(message, '0123456789abcdefABCDEF', '')), chunk UInt64, seq UInt32,
  INDEX words lower(message) TYPE text(tokenizer = splitByNonAlpha,
    postprocessor = if(match(lower(message), '[0-9]'), '', lower(message))),
  INDEX numbers lower(message) TYPE tokenbf_v1(4096, 2, 0) GRANULARITY 1
) ENGINE = MergeTree PARTITION BY toDate(ts) ORDER BY (service, pattern, ts) SETTINGS index_granularity = 2048`;

beforeAll(async () => {
  client = createClient({ connection: createChdbConnection({ path: directory }) as never });
  await client.command({ query: ddl("logs", "") });
  const columns = " a_status LowCardinality(String), a_path String, a_user_id String, a_took Nullable(Float64),";
  await client.command({ query: ddl("promoted", columns) });
  const rows = Object.entries(records).map(toRow);
  await client.insert({ table: "logs", values: rows, format: "JSONEachRow" });
  await client.insert({ table: "promoted", values: rows.map(promote), format: "JSONEachRow" });
});

afterAll(async () => {
  await client.close();
  rmSync(directory, { recursive: true, force: true });
});

async function run(query: string, options: CompileOptions = {}): Promise<unknown[][]> {
  const compiled = compile(query, { now, ...options });
  return compiled.read(await select(compiled.text, compiled.params));
}

async function select(text: string, params: Record<string, unknown>): Promise<unknown[][]> {
  const result = await client.query({ query: text, query_params: params, format: "JSONCompact" });
  return (await result.json<unknown[]>()).data;
}

/** Letters of the records that the query selects, sorted. */
async function ids(query: string, options: CompileOptions = {}): Promise<string> {
  const rows = await run(query, options);
  const letters = rows.map(([id]) => String.fromCodePoint(Number.parseInt(String(id).slice(16), 16)));
  return letters.join("");
}

const selections: [query: string, expected: string][] = [
  ["", "abcdef"],
  ["*", "abcdef"],
  ["connection", "ab"],
  ["CONNECTION refused", "ab"],
  ["connection AND peer", "b"],
  ["connect", ""],
  ["connect*", "ab"],
  ["*connect*", "abe"],
  ["*nection*", "abe"],
  ["*ections", "e"],
  ["conn*n", "ab"],
  ['"connection refused"', "ab"],
  ['"connection ref"', ""],
  ['"refused by 10.0.0.1"', "a"],
  ["'by peer'", "b"],
  ["10.0.0.1", "a"],
  ["0.0.0.1", ""],
  ["0.0.1", "a"],
  ["10.0.0", "a"],
  ["blk_1234", "e"],
  ["1234", "e"],
  ["123", ""],
  ["user-id=42", "b"],
  ["100%", "e"],
  ["query\\:", "c"],
  ["größe", "f"],
  ["GRÖSSE", ""],
  ["GRÖßE", "f"],
  ["größ*", "f"],
  ['"it\'s \\"quoted\\""', "f"],
  ['"\\\\"', "f"],
  ["disk OR slow", "cd"],
  ["disk OR slow query", "cd"],
  ["(disk OR slow) query", "c"],
  ["NOT connection", "cdef"],
  ["-connection", "cdef"],
  ["!connection", "cdef"],
  ["connection -peer", "a"],
  ["NOT (disk OR slow)", "abef"],
  ["-status:200", "bcdf"],
  ["level:error", "b"],
  ["level:ERROR", "b"],
  ["level:err", "b"],
  ["level:fatal", "d"],
  ["level:>=warning", "bcd"],
  ["level:>warn", "bd"],
  ["level:<=info", "af"],
  ["level:<info", "f"],
  ["level:[info TO error]", "abc"],
  ["level:(error OR critical)", "bd"],
  ["level:*", "abcdf"],
  ['level:""', "e"],
  ["severity:>=17", "bd"],
  ["severity:9", "a"],
  ["service:web", "abf"],
  ["service:WEB", ""],
  ["host:web*", "abf"],
  ["host:web1", "a"],
  ["host:*1", "acd"],
  ["host:w*1*", "af"],
  ["host:/^web\\d$/", "ab"],
  ["host:/WEB/i", "abf"],
  ["/refused by \\d+/", "a"],
  ["/(?i)REFUSED by [a-z]+/", "b"],
  ["path:/api/v1", "b"],
  ["path:/api/v1*", "ab"],
  ["path:/api\\/v1/", "ab"],
  ["status:200", "ae"],
  ['status:"200"', "a"],
  ["status:>=400", "bf"],
  ["status:[200 TO 404]", "aef"],
  ["status:{200 TO 500}", "f"],
  ["status:[200 TO *]", "abef"],
  ["status:[* TO *]", "abcef"],
  ['status:>="a"', "c"],
  ["status:abc", "c"],
  ["status:*", "abcef"],
  ["status:!=200", "bcdf"],
  ["took:>9", "ab"],
  ["took:12.50", "a"],
  ["user.id:7", "a"],
  ["user.id:alice", "d"],
  ['"odd name":"x y"', "d"],
  ["`odd name`:x*", "d"],
  ["big:12345678901234567890", "d"],
  ["big:12345678901234567891", ""],
  ["flag:true", "e"],
  ["missing:*", ""],
  ['missing:""', "abcdef"],
  ["time:>now-10m", "abc"],
  ["time:[now-1h TO now-30m]", "de"],
  ["time:2026-01-01", "abcdef"],
  ["time:<2026-01-01T11:30", "ef"],
  ["time:<=2026-01-01T11:30", "def"],
  ["id:000000000000000100000061", "a"],
  ["connection | where status > 300", "b"],
  ['* | where level >= "warning"', "bcd"],
  ['* | where level = "warn"', "c"],
  ["* | where status != 200", "bcdf"],
  ['* | where status in (404, "abc")', "cf"],
  ['* | where host ~ /^db/ and not contains(message, "full")', "c"],
  ["* | where took * 2 + 1 > 25.5", "ab"],
  ["* | where took = took", "abcdef"],
  ['* | where time >= "now-5m"', "abc"],
  ["* | limit 2", "ab"],
  ['* | limit 3 | where service = "db"', "c"],
  ["status:* | sort -status", "bfeac"],
  ["status:* | sort status, -time | limit 2", "ae"],
  ["took:* | sort took", "cab"],
];

const referencePath = join(import.meta.dirname, "../../../../docs/reference/search-language.md");
// The formatter widens the columns of tables.
const reference = readFileSync(referencePath, "utf8").replaceAll(/ {2,}/g, " ");

/** Rows of the tables of the reference that have this header, without backquotes and escapes. */
function referenceTables(...header: [string, string]): [string, string][] {
  const tables = reference.split("\n\n").filter((block) => block.startsWith(`| ${header.join(" | ")}`));
  const rows = tables.flatMap((block) => block.trim().split("\n").slice(2));
  return rows.map((row) => {
    const [, first = "", second = ""] = row.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
    return [first.replace(/^(`+) ?(.*?) ?\1$/, "$2"), second.replace(/^`(.*)`$/, "$1")];
  });
}

selections.push(...referenceTables("query", "selects"));

test("the reference has examples, and names every stage, function and aggregate", () => {
  expect(referenceTables("query", "selects").length).toBeGreaterThan(40);
  expect(referenceTables("query", "rows").length).toBeGreaterThan(8);
  for (const { syntax, summary } of [...stageDefinitions, ...functions.values(), ...aggregates]) {
    expect(reference).toContain(`| \`${syntax}\` | ${summary} |`);
  }
});

for (const [query, expected] of selections) {
  test(`${query || "(empty)"} selects ${expected || "nothing"}`, async () => {
    expect(await ids(query)).toBe(expected);
    expect(await ids(query, { schema: promoted })).toBe(expected);
    const printed = print(parse(query));
    expect(print(parse(printed))).toBe(printed);
    expect(await ids(printed)).toBe(expected);
  });
}

const tables: [query: string, expected: unknown[][]][] = [
  ["* | stats count()", [[6]]],
  ["nothing | stats count()", [[0]]],
  [
    "* | stats count() as n by service | sort -n, service",
    [
      ["web", 3],
      ["db", 2],
      ["", 1],
    ],
  ],
  ["* | stats avg(took), sum(took), min(took), max(took), median(took)", [[40.5, 121.5, 9, 100, 12.5]]],
  ["missing:x | stats avg(took), count(took), max(time)", [[null, 0, "1970-01-01T00:00:00.000000000Z"]]],
  [
    "* | stats uniq(host) as hosts, values(host), first(host), last(host)",
    [[4, ["db1", "web1", "web10", "web2"], "web10", "web1"]],
  ],
  [
    '* | stats countif(level >= "error") as bad by service | where bad > 0',
    [
      ["db", 1],
      ["web", 1],
    ],
  ],
  [
    "* | stats count() by bin(1h)",
    [
      ["2026-01-01T10:00:00.000000000Z", 1],
      ["2026-01-01T11:00:00.000000000Z", 5],
    ],
  ],
  [
    "took:* | stats count() by bin(took, 10)",
    [
      [0, 1],
      [10, 1],
      [100, 1],
    ],
  ],
  [
    "* | stats by status",
    [
      ["200", 1],
      ["200.0", 1],
      ["404", 1],
      ["500", 1],
      ["abc", 1],
      ["", 1],
    ],
  ],
  [
    "* | top 2 service",
    [
      ["web", 3, 0.5],
      ["db", 2, 1 / 3],
    ],
  ],
  [
    "took:* | top service, host",
    [
      ["db", "db1", 1, 1 / 3],
      ["web", "web1", 1, 1 / 3],
      ["web", "web2", 1, 1 / 3],
    ],
  ],
  ["* | top 1 host | fields host", [["db1"]]],
  [
    "took:* | sort took | fields took, host",
    [
      ["9", "db1"],
      ["12.5", "web1"],
      ["100", "web2"],
    ],
  ],
  ["* | limit 2 | fields host | limit 1", [["web1"]]],
  [
    "* | timechart 1h",
    [
      ["2026-01-01T10:00:00.000000000Z", 1],
      ["2026-01-01T11:00:00.000000000Z", 5],
    ],
  ],
  ['* | timechart 1h count() as n by service | where service = "db"', [["2026-01-01T11:00:00.000000000Z", "db", 2]]],
  [
    "* | rate 1h",
    [
      ["2026-01-01T10:00:00.000000000Z", 1 / 3600],
      ["2026-01-01T11:00:00.000000000Z", 5 / 3600],
    ],
  ],
  ["* | stats rate() by bin(1m) | limit 1", [["2026-01-01T10:00:00.000000000Z", 1 / 60]]],
  ["* | stats rate()", [[6 / (119 * 60)]]],
  [
    'refused | parse "by <who> user-id=<n>" | fields who, n',
    [
      ["", ""],
      ["peer", "42"],
    ],
  ],
  ['* | parse "/<a>/<_>/<b>" from path | where b != "" | fields a, b', [["api", "users"]]],
  ["* | extract /(?P<number>\\d+) ms/ | where number > 1 | fields number", [["1500"]]],
  [
    "took:* | eval x = took * 2, y = x + 1 | sort x | fields x, y",
    [
      [18, 19],
      [25, 26],
      [200, 201],
    ],
  ],
  ["took:* | eval took = round(took / 10) | stats sum(took)", [[12]]],
  ["service:db | rename host as machine | stats count() by machine, host", [["db1", "", 2]]],
  ["* | stats count() as n by host | rename n as total, host as h | sort -total, h | limit 1", [["db1", 2]]],
  [
    "* | dedup service | fields service, host",
    [
      ["web", "web1"],
      ["db", "db1"],
      ["", ""],
    ],
  ],
  [
    "* | sort took | dedup service | fields service, took",
    [
      ["db", "9"],
      ["web", "12.5"],
      ["", ""],
    ],
  ],
  ["* | stats count() as n by service | stats sum(n), count()", [[6, 3]]],
  [
    '* | eval big = if(took > 50, "yes", "no") | stats count() by big',
    [
      ["no", 5],
      ["yes", 1],
    ],
  ],
  ['missing:"" | where empty(missing) and not empty(host) | stats count()', [[5]]],
  [
    'host:web1 | eval a = substring(host, 0), b = substring(host, 0, 2), c = split("Größe", "", 3), d = split(host, "", -1), e = split(host, "", 9) | fields a, b, c, d, e',
    [["", "", "ö", "1", ""]],
  ],
  [
    'host:web1 | eval a = upper(host), b = substring(host, 2, 2), c = length(host), d = coalesce(missing, host), e = replace(host, "web", "x"), f = startswith(host, "we"), g = split(path, "/", -1), h = concat(host, "-", 1), i = least(took, 3, missing), j = tonumber("x"), k = -took % 5 | fields a, b, c, d, e, f, g, h, i, j, k',
    [["WEB1", "eb", 4, "web1", "x1", true, "users", "web1-1", 3, null, -2.5]],
  ],
  [
    'host:web1 | eval a = hour(time), b = weekday(time), c = round(2.345, 2), d = floor(-1.5), e = totime("2026-01-01") < time, f = 7 / 0 | fields a, b, c, d, e, f',
    [[11, 4, 2.35, -2, true, null]],
  ],
];

for (const [query, rows] of referenceTables("query", "rows")) tables.push([query, JSON.parse(rows) as unknown[][]]);

for (const [query, expected] of tables) {
  test(`${query} makes a table`, async () => {
    expect(await run(query)).toEqual(expected);
    expect(await run(query, { schema: promoted })).toEqual(expected);
    const printed = print(parse(query));
    expect(await run(printed)).toEqual(expected);
  });
}

test("patterns finds templates, and queries that select them", async () => {
  const compiled = compile("service:web | patterns 5", { now });
  const rows = compiled.read(await select(compiled.text, compiled.params));
  expect(compiled.columns.map(({ name }) => name)).toEqual(["template", "count", "share", "query"]);
  expect(rows).toHaveLength(3);
  for (const [, count, share, query] of rows) {
    expect([count, share]).toEqual([1, 1 / 3]);
    expect(await ids(`service:web ${String(query)}`)).toHaveLength(1);
  }
  const computed = compile('* | eval message = "x 1" | patterns', { now });
  expect(computed.read(await select(computed.text, computed.params))).toEqual([
    ["x <*>", 6, 1, String.raw`/^\s*x\s+.*\s*$/`],
  ]);
});

test("computed fields stand among the attributes of records", async () => {
  const [row] = await run("host:web1 | eval x = took * 2, level = upper(level) | rename path as p");
  expect(row?.[2]).toBe("INFO");
  expect(row?.at(-1)).toEqual({ status: "200", "user.id": "7", took: "12.5", x: "25", p: "/api/v1/users" });
});

test("pages follow one another without gap or overlap", async () => {
  for (const order of ["asc", "desc"] as const) {
    let cursor: string | null = null;
    let seen = "";
    do {
      const options: CompileOptions = { now, limit: 2, order, ...(cursor === null ? {} : { cursor }) };
      const compiled = compile("*", options);
      const rows = compiled.read(await select(compiled.text, compiled.params));
      seen += await ids("*", options);
      const last = rows.at(-1);
      cursor = compiled.next(rows.length, last && { id: String(last[0]), time: String(last[1]) });
    } while (cursor !== null);
    expect(seen).toBe(order === "asc" ? "fedcba" : "abcdef");
  }
});

test("a range of time is half open", async () => {
  const minute = 60_000_000_000n;
  expect(await ids("*", { range: { from: now - 3n * minute, to: now - minute } })).toBe("bc");
});

test("counts and selections can be composed into other statements", async () => {
  const count = compileCount("connection", { now });
  expect(await select(count.text, count.params)).toEqual([[2]]);
  const selection = compileSelection("* | limit 4 | stats count()", { now });
  const { text, params } = render(sql`SELECT toFloat64(count()) FROM ${selection.source} WHERE ${selection.where}`);
  expect(await select(text, params)).toEqual([[4]]);
});

test("chosen fields leave out the others", async () => {
  const compiled = compile("level:error", { now, fields: ["level", "took"] });
  expect(compiled.columns.map(({ name }) => name)).toEqual(["id", "time", "level", "attributes"]);
  const rows = compiled.read(await select(compiled.text, compiled.params));
  expect(rows[0]?.slice(2)).toEqual(["error", { took: "100" }]);
});

test("a comparison with an unknown level names the nearest", () => {
  expect(() => compile("level:>=warnign")).toThrow(QueryError);
  expect(() => compile("level:>=warnign")).toThrow("did you mean warning?");
});
