// The same words select the same records here and in the store: every example of docs/reference/search-language.md,
// and edges of our own, are asked of both.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type SegmentRecord, type Store } from "@cordwood/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileCondition, compileText } from "./condition.js";

const directory = mkdtempSync(join(tmpdir(), "cordwood-condition-"));
let store: Store;

const empty = { level: "", severity: 0, service: "", host: "", logger: "", trace_id: "", span_id: "", parse_error: "" };

function record(minutesAgo: number, fields: Partial<SegmentRecord>): SegmentRecord {
  const time = (BigInt(Date.now()) - BigInt(minutesAgo) * 60_000n) * 1_000_000n;
  return { ...empty, time: time.toString(), message: "", dataset: "diagnostic", attributes: {}, ...fields };
}

const records: SegmentRecord[] = [
  record(1, {
    level: "info",
    severity: 9,
    message: "Connection refused by 10.0.0.1",
    service: "web",
    host: "web1",
    attributes: { status: "200", path: "/api/v1/users", "user.id": "7", took: "12.5" },
  }),
  record(2, {
    level: "error",
    severity: 17,
    message: "connection REFUSED by peer user-id=42",
    service: "web",
    host: "web2",
    attributes: { status: "500", path: "/api/v1", took: "100" },
  }),
  record(3, {
    level: "warning",
    severity: 13,
    message: "slow query: 1500 ms",
    service: "db",
    host: "db1",
    attributes: { status: "abc", took: "9" },
  }),
  record(30, {
    level: "critical",
    severity: 21,
    message: "disk full on /var/log",
    service: "db",
    host: "db1",
    attributes: { "user.id": "alice", "odd name": "x y", big: "12345678901234567890" },
  }),
  record(60, {
    message: "reconnections 100% done (see blk_1234)",
    attributes: { status: "200.0", flag: "true", took: "-0.5" },
  }),
  record(120, {
    level: "debug",
    severity: 5,
    message: 'it\'s "quoted" \\ back Größe\nsecond line İstanbul 𝒳 K',
    service: "web",
    host: "web10",
    trace_id: "0af7651916cd43dd8448eb211c80319c",
    attributes: {
      status: "404",
      path: "/x",
      text: "  a\u{1F600}b ",
      list: "a,b,,c",
      n: "1e3",
      inf: "-Infinity",
      nan: "NaN",
      e: "\uE000",
      s: "\u{10000}",
    },
  }),
  record(5, {
    level: "notice",
    severity: 10,
    dataset: "audit",
    message: "",
    attributes: { status: "", took: "1e400" },
  }),
];

beforeAll(async () => {
  store = await openStore({ path: join(directory, "store") });
  const path = join(directory, "1.ndjson");
  writeFileSync(path, records.map((each) => `${JSON.stringify(each)}\n`).join(""));
  await store.insert({ path, chunk: "1", records: records.length, bytes: statSync(path).size });
}, 60_000);

afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Places of the records that the store finds. */
async function found(query: string): Promise<number[]> {
  const answer = await store.search({ query, limit: 100, order: "asc" });
  if (answer.kind !== "records") throw new Error(`${query} makes a table`);
  return answer.rows.map(({ id }) => Number.parseInt(id.slice(16), 16)).toSorted((a, b) => a - b);
}

const referencePath = join(import.meta.dirname, "../../../../../docs/reference/search-language.md");
const reference = readFileSync(referencePath, "utf8");

/** Queries of the reference's tables of examples that a condition can be: those without stages but `where`. */
const examples = reference
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map(
    (line) =>
      line
        .split(/(?<!\\)\|/)[1]
        ?.trim()
        .replaceAll(String.raw`\|`, "|") ?? "",
  )
  .map((cell) => cell.replace(/^(`+) ?(.*?) ?\1$/, "$2"))
  .filter((query) => isCondition(query));

function isCondition(query: string): boolean {
  try {
    compileCondition(query);
    return true;
  } catch {
    return false;
  }
}

const edges = [
  "*",
  "CONNECTION refused",
  "connect*",
  "*nection*",
  "*ections",
  "conn*n",
  '"connection ref"',
  '"refused by 10.0.0.1"',
  "10.0.0",
  "0.0.0.1",
  "123",
  "user-id=42",
  "100%",
  "größe",
  "GRÖSSE",
  '"größe\nsecond LINE"',
  '"\u{1D4B3} K"',
  '"\u{1D4B3} k"',
  '"(see blk_1234)"',
  '"\\ back"',
  '"user-id="',
  '"10.0.0.1"',
  '"/var/log"',
  "GRÖßE",
  "größ*",
  "k",
  "i̇stanbul",
  '"it\'s \\"quoted\\""',
  '"\\\\"',
  '""',
  "(disk OR slow) query",
  "NOT connection",
  "-status:200",
  "level:ERROR",
  "level:fatal",
  "level:notice",
  "level:>=warning",
  "level:>warn",
  "level:<=info",
  "level:<info",
  "level:>=9",
  'level:""',
  "level:e*",
  "level:/^e/",
  "severity:>=17",
  "severity:9",
  'severity:"9"',
  "severity:*",
  "host:web*",
  "host:*1",
  "host:w*1*",
  "host:/WEB/i",
  "/refused by \\d+/",
  "/Größe.second/",
  "/^second/",
  "path:/api/v1*",
  "path:/api\\/v1/",
  "status:200",
  'status:"200"',
  "status:>=400",
  "status:{200 TO 500}",
  "status:[* TO *]",
  'status:>="a"',
  "status:!=200",
  "took:>9",
  "took:>-1",
  "took:12.50",
  "took:1e400",
  "n:1000",
  "big:12345678901234567890",
  "big:12345678901234567891",
  "inf:>5",
  "nan:>5",
  "-nan:<=5",
  'e:<"\u{10000}"',
  'missing:""',
  "missing:*",
  "time:>now-10m",
  "time:[now-1h TO now-30m]",
  "time:*",
  "trace_id:*",
  "dataset:audit",
  "dataset:diagnostic service:web",
  "`odd name`:x*",
  "* | where status > 300",
  '* | where level >= "warning"',
  '* | where level = "warn"',
  '* | where level != "warn"',
  '* | where "warning" <= level',
  "* | where status != 200",
  '* | where status in (404, "abc")',
  '* | where host ~ /^db/ and not contains(message, "full")',
  "* | where message !~ /refused/i",
  "* | where took * 2 + 1 > 25.5",
  "* | where took = took",
  "* | where took < status",
  "* | where e < s",
  "* | where flag",
  "* | where not flag",
  "* | where true = flag",
  '* | where time >= "now-5m" | where severity > 9',
  '* | where time != "now-5m"',
  "* | where time < now()",
  "* | where null = took or 1 / 0 > 0",
];

describe("conditions select what a search selects", () => {
  test("there are examples", () => {
    expect(examples.length).toBeGreaterThan(40);
  });
  // The engine answers them together: one test for each would take a start and an end of its own.
  test.each([
    ["the reference", examples],
    ["edges", edges],
  ])("%s", async (_name, queries) => {
    const ours = queries.map((query) => {
      const holds = compileCondition(query);
      return [query, records.flatMap((each, index) => (holds(each) ? [index] : []))];
    });
    const theirs = await Promise.all(queries.map(async (query) => [query, await found(query)]));
    expect(ours).toEqual(theirs);
  });
});

const expressions = [
  "took * 2",
  "took / 3",
  "-took % 5",
  "took % 0.1",
  "n % inf",
  "inf - 1",
  "nan * 2",
  "least(nan, took)",
  "greatest(nan, missing)",
  "round(took)",
  "round(2.5)",
  "round(3.5)",
  "round(-0.5)",
  "round(2.345, 2)",
  "round(1234, -2)",
  "floor(took)",
  "ceil(took)",
  "abs(took)",
  "sqrt(took)",
  "log10(took)",
  "least(took, 3, missing)",
  "least(missing)",
  "greatest(took, status)",
  "tonumber(n)",
  "tonumber(big)",
  "1e21 * 10",
  "1 / 3",
  "0.0000001",
  "upper(host)",
  "lower(message)",
  "trim(text)",
  "length(text)",
  "length(took)",
  'concat(host, "-", 1, true)',
  'contains(message, "full")',
  'startswith(host, "web")',
  'endswith(host, "1")',
  'replace(host, "web", "$&")',
  'replace(host, "", "x")',
  "substring(text, 3)",
  "substring(text, 2, 3)",
  "substring(text, -3, 2)",
  "substring(text, -30, 27)",
  "substring(text, 2, -1)",
  "substring(text, 0)",
  "substring(text, 0, 2)",
  "substring(text, missing)",
  'split(list, ",", 2)',
  'split(list, ",", -1)',
  'split(list, ",", 0)',
  'split(list, ",", 9)',
  'split(host, "", 2)',
  'split(text, "", 4)',
  'split(text, "", -2)',
  'split(message, "", 28)',
  'split("Größe", "", 3)',
  'if(took > 50, "slow", "fast")',
  'if(took > 50, took, "fast")',
  "if(took > 50, 1, missing)",
  "coalesce(missing, path, host)",
  "coalesce(tonumber(missing), 5)",
  "coalesce(missing, 5)",
  "empty(path)",
  "empty(took)",
  "empty(tonumber(path))",
  "severity + 1",
  "severity",
  "level",
  "hour(time)",
  "weekday(time)",
  'hour(totime("2026-01-31T10:00:00Z"))',
  "tostring(took > 1)",
  'tostring(totime("2026-01-31"))',
  "time",
  "true",
  "null",
  'host = "web1"',
  "took in (9, 100)",
];

test("expressions have the values that the store computes", async () => {
  const [ours, theirs]: [string, unknown[]][][] = [[], []];
  for (const expression of expressions) {
    const answer = await store.search({ query: `* | eval computed = tostring(${expression})`, limit: 100 });
    const rows = answer.kind === "records" ? answer.rows : [];
    const computed = rows
      .toSorted((a, b) => a.id.localeCompare(b.id))
      .map(({ attributes }) => (attributes as Record<string, unknown>)["computed"] ?? "");
    const value = compileText(expression);
    ours?.push([expression, records.map((each) => value(each))]);
    theirs?.push([expression, computed]);
  }
  expect(ours).toEqual(theirs);
});

test.each([
  ["status:", "at character 8"],
  ["a | stats count()", "not `stats`"],
  ["id:1", "only when it is stored"],
  ["level:>=warnign", "no level"],
  ["time:>yesterday", "no time"],
  ["x:/(/", "("],
])("refuses %s", (condition, expected) => {
  expect(() => compileCondition(condition)).toThrow(expected);
  expect(() => compileCondition(condition)).toThrow(`cannot use '${condition}'`);
});

test("the place of a mistake is that in the expression", () => {
  expect(() => compileText("upper(host) + nothere(1)")).toThrow(/there is no function nothere[^0-9]* at character 15;/);
});

test.each(["1, y = 2", "1 | where true", "", "nothere(1)", "id"])("refuses the expression %j", (expression) => {
  expect(() => compileText(expression)).toThrow("cannot use");
});
