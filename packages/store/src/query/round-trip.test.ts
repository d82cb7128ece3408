// Whatever can be built prints as a query that reads back the same; whatever can be typed is read or refused with a
// QueryError; whatever is read runs on the engine.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { createChdbConnection } from "chdb/connection";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { AggregateCall } from "./aggregates/aggregate-call.js";
import type { Expression } from "./expression.js";
import { BinaryExpression } from "./expressions/binary.js";
import { CallExpression } from "./expressions/call.js";
import { FieldExpression } from "./expressions/field.js";
import { InExpression } from "./expressions/in.js";
import { LiteralExpression } from "./expressions/literal.js";
import { MatchExpression } from "./expressions/match.js";
import { NotExpression } from "./expressions/not.js";
import type { OperatorSymbol } from "./expressions/operators.js";
import { SignExpression } from "./expressions/sign.js";
import type { Filter } from "./filter.js";
import { AllFilter } from "./filters/all.js";
import { AndFilter } from "./filters/and.js";
import { CompareFilter } from "./filters/compare.js";
import { ExistsFilter } from "./filters/exists.js";
import { FieldEqualsFilter } from "./filters/field-equals.js";
import { NotFilter } from "./filters/not.js";
import { OrFilter } from "./filters/or.js";
import { PhraseFilter } from "./filters/phrase.js";
import { PrefixFilter } from "./filters/prefix.js";
import { RangeFilter } from "./filters/range.js";
import { RegexFilter } from "./filters/regex.js";
import { globFilter } from "./filters/wildcard.js";
import { WordFilter } from "./filters/word.js";
import { compile, complete, highlight, parse, print, type Query, QueryError } from "./index.js";
import type { Stage } from "./stage.js";
import { DedupStage } from "./stages/dedup.js";
import { EvalStage } from "./stages/eval.js";
import { ExtractStage } from "./stages/extract.js";
import { FieldsStage } from "./stages/fields.js";
import { ExpressionKey, NumberBinKey, TimeBinKey } from "./stages/group-key.js";
import { LimitStage } from "./stages/limit.js";
import { ParseStage } from "./stages/parse.js";
import { RateStage } from "./stages/rate.js";
import { RenameStage } from "./stages/rename.js";
import { SortStage } from "./stages/sort.js";
import { StatsStage } from "./stages/stats.js";
import { TimechartStage } from "./stages/timechart.js";
import { TopStage } from "./stages/top.js";
import { WhereStage } from "./stages/where.js";

const runs = Number(process.env["CORDWOOD_FUZZ_RUNS"] ?? 500);

const anyText = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom("a", "10", "AND", "or", "a b", '"', "\\", "*", "a:b", "/x/", "-1", ">=2", "(", "now-1h", "\n", "ö"),
);
const someText = anyText.filter((text) => text.trim() !== "");
const word = someText.filter((text) => !/^(?:AND|OR|NOT)$/.test(text));
const field = fc.oneof(fc.constantFrom("host", "user.id", "a-b", "odd name", "and", "status"), someText);
const plainField = field.filter((name) => !["level", "time", "message"].includes(name));
const scalar = fc.record({ text: anyText, quoted: fc.boolean(), span: fc.constant({ offset: 0, length: 0 }) });
const regex = fc.constantFrom("a+", String.raw`\d{2,3}`, String.raw`a\/b`, "[/]", "(?P<x>a|b)(c)", "^x y$");

// A bare value with nothing in it prints in quotes, and a bare `*` at the end of a range is an open end.
const bareScalar = scalar.map(({ text, quoted, span }) => ({ text, quoted: quoted || text === "", span }));
const end = fc.record({
  value: fc.option(
    bareScalar.map((value) => ({ ...value, quoted: value.quoted || value.text === "*" })),
    { nil: undefined },
  ),
  inclusive: fc.boolean(),
});
const pieces = fc.tuple(anyText, anyText, anyText).filter((all) => all.some((piece) => piece.trim() !== ""));

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.constant(new AllFilter()),
  word.map((text) => new WordFilter(text)),
  anyText.map((text) => new PhraseFilter(text)),
  fc.tuple(plainField, bareScalar).map(([name, value]) => new FieldEqualsFilter(name, value)),
  fc.tuple(plainField, someText).map(([name, text]) => new PrefixFilter(name, text)),
  someText.map((text) => new PrefixFilter("message", text)),
  fc.tuple(plainField, pieces).map(([name, parts]) => globFilter(name, parts, { offset: 0, length: 0 })),
  fc.tuple(plainField, regex, fc.boolean()).map(([name, text, flag]) => new RegexFilter(name, text, flag)),
  fc.tuple(plainField, end, end).map(([name, from, to]) => new RangeFilter(name, from, to)),
  plainField.map((name) => new ExistsFilter(name)),
  fc
    .tuple(plainField, fc.constantFrom(">", ">=", "<", "<=" as const), bareScalar)
    .map(([name, operator, value]) => new CompareFilter(name, operator as ">", value)),
);

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("filter"), { minLength: 2, maxLength: 3 }).map((filters) => new AndFilter(filters)),
    fc.array(tie("filter"), { minLength: 2, maxLength: 3 }).map((filters) => new OrFilter(filters)),
    tie("filter").map((inner) => new NotFilter(inner)),
  ),
}));

const literal = fc.oneof(
  anyText.map((text) => new LiteralExpression(text)),
  fc.nat(1000).map((number) => new LiteralExpression(number / 8)),
  fc.constantFrom(true, false, null).map((value) => new LiteralExpression(value)),
);
const symbols: OperatorSymbol[] = ["or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"];
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    literal,
    plainField.map((name) => new FieldExpression(name)),
    fc
      .tuple(fc.constantFrom(...symbols), tie("expression"), tie("expression"))
      .map(([symbol, left, right]) => new BinaryExpression(symbol, left, right)),
    tie("expression").map((inner) => new NotExpression(inner)),
    tie("expression").map((inner) => new SignExpression(inner)),
    fc
      .tuple(fc.constantFrom("lower", "length", "tonumber", "round", "empty", "coalesce"), tie("expression"))
      .map(([name, argument]) => new CallExpression(name, [argument])),
    fc.tuple(tie("expression"), tie("expression"), tie("expression")).map((args) => new CallExpression("if", args)),
    fc
      .tuple(tie("expression"), fc.array(literal, { minLength: 1, maxLength: 3 }))
      .map(([operand, values]) => new InExpression(operand, values)),
    fc
      .tuple(tie("expression"), regex, fc.boolean(), fc.boolean())
      .map(([operand, pattern, ignoreCase, negated]) => new MatchExpression(operand, { pattern, ignoreCase, negated })),
  ),
}));

const maybeName = fc.option(someText, { nil: undefined });
const step = fc.integer({ min: 1, max: 100_000 }).map((seconds) => BigInt(seconds) * 1_000_000_000n);
const aggregate = fc.oneof(
  maybeName.map((as) => new AggregateCall("count", [], as)),
  fc
    .tuple(fc.constantFrom("avg", "p99", "p99.9", "uniq", "values", "first", "max"), expression, maybeName)
    .map(([name, argument, as]) => new AggregateCall(name, [argument], as)),
);
const aggregates = fc.array(aggregate, { minLength: 1, maxLength: 3 });
// A key binds stronger than a comparison, so that `by a, b` needs no parentheses.
const simple = expression.filter((each) => each.precedence > 4);
const key = fc.oneof(
  fc.tuple(simple, maybeName).map(([each, as]) => new ExpressionKey(each, as)),
  fc.tuple(step, maybeName).map(([width, as]) => new TimeBinKey(width, as)),
  fc
    .tuple(expression, fc.integer({ min: 1, max: 99 }), maybeName)
    .map(([each, width, as]) => new NumberBinKey(each, width, as)),
);
const keys = fc.array(key, { maxLength: 2 });
const names = fc.array(plainField, { minLength: 1, maxLength: 3 });
const changeable = plainField.filter((name) => name !== "id");

const stage: fc.Arbitrary<Stage> = fc.oneof(
  expression.map((each) => new WhereStage(each)),
  fc.tuple(aggregates, keys).map(([calls, by]) => new StatsStage(calls, by)),
  fc
    .tuple(fc.option(step, { nil: undefined }), aggregates, keys)
    .map(([width, calls, by]) => new TimechartStage(width, calls, by)),
  fc.tuple(fc.option(step, { nil: undefined }), keys).map(([width, by]) => new RateStage(width, by)),
  fc.tuple(fc.nat(100), names).map(([rows, list]) => new TopStage(rows, list)),
  fc
    .array(fc.record({ expression, descending: fc.boolean() }), { minLength: 1, maxLength: 3 })
    .map((list) => new SortStage(list)),
  fc.nat(1000).map((rows) => new LimitStage(rows)),
  names.map((list) => new FieldsStage(list)),
  names.map((list) => new DedupStage(list)),
  fc
    .array(fc.record({ name: changeable, expression }), { minLength: 1, maxLength: 2 })
    .map((list) => new EvalStage(list)),
  fc
    .array(fc.record({ from: changeable, to: changeable }), { minLength: 1, maxLength: 2 })
    .map((list) => new RenameStage(list)),
  fc.constantFrom("a <b> c", "<x>:<y>", '"<q>"', "<_> took <t>").map((template) => new ParseStage(template)),
  plainField.map((from) => new ExtractStage("(?P<x>a|b)(c)", false, from)),
);

const query: fc.Arbitrary<Query> = fc.record({ filter, stages: fc.array(stage, { maxLength: 3 }) });

/** Without the places in the text. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== "span");
  return Object.fromEntries(entries.map(([name, each]) => [name, bare(each)]));
}

/** What `read` gives; undefined where it throws a QueryError. Any other error is a failure. */
function orRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

test("a query prints as one that reads back the same", () => {
  fc.assert(
    fc.property(query, (built) => {
      const printed = print(built);
      const read = parse(printed);
      expect(bare(read)).toEqual(bare(built));
      expect(print(read)).toBe(printed);
    }),
    { numRuns: runs },
  );
});

const fragments = [
  "a",
  "error",
  "AND",
  "OR",
  "NOT",
  "-",
  "!",
  "(",
  ")",
  '"',
  "'",
  "`",
  "x:",
  ":",
  "*",
  "/",
  "/a+/",
  "[",
  "]",
  "{",
  "}",
  " TO ",
  ">",
  "<=",
  "=",
  "|",
  " ",
  "\\",
  "where",
  "stats",
  "count()",
  "by",
  "bin(",
  "5m",
  ",",
  "as",
  "1",
  "level:",
  "time:",
  "now-1h",
  "top 5",
  "sort -",
  "limit",
  "parse",
  '"<a>"',
  "extract",
  "(?P<n>x)",
  "eval x =",
  "if(",
  "~",
  "in",
  "rename",
  "dedup",
  "rate",
  "timechart",
  "fields",
  "\0",
  "🎉",
  "ö",
  "\n",
];
const typed = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.array(fc.constantFrom(...fragments), { maxLength: 25 }).map((list) => list.join("")),
  fc.array(fc.constantFrom(...fragments), { maxLength: 25 }).map((list) => list.join(" ")),
);

test("whatever is typed is read, or refused with a place inside the text", () => {
  fc.assert(
    fc.property(typed, fc.nat(60), (text, place) => {
      try {
        const printed = print(parse(text));
        expect(print(parse(printed))).toBe(printed);
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
        const { offset, length } = (error as QueryError).position;
        expect(offset + length).toBeLessThanOrEqual(text.length);
      }
      complete(text, place);
      for (const token of highlight(text)) expect(token.offset + token.length).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: runs * 4 },
  );
});

test("queries beyond a limit are refused", () => {
  const huge = [
    "(".repeat(1000),
    "-".repeat(1000) + "a",
    "a ".repeat(1000),
    `* ${"| limit 1 ".repeat(40)}`,
    "x".repeat(20_000),
  ];
  const deep = [
    `* | where ${"(".repeat(200)}`,
    `* | where ${"-".repeat(200)}1`,
    `* | where ${"not ".repeat(200)}1`,
    `* | where 1${"+1".repeat(2000)}`,
  ];
  for (const text of [...huge, ...deep, `f:${"(".repeat(500)}`, `* | eval ${"a=lower(".repeat(100)}`]) {
    expect(() => parse(text), text.slice(0, 20)).toThrow(QueryError);
  }
});

const regexParts = [
  "a",
  "é",
  "🎉",
  ".",
  "*",
  "+",
  "?",
  "{2}",
  "{1,}",
  "{,3}",
  "{3,1}",
  "(",
  ")",
  "(?:",
  "(?i)",
  "(?i:",
  "(?P<n>",
  "(?<m>",
  "|",
  "^",
  "$",
  "[",
  "]",
  "[^",
  "-",
  "[a-z]",
  "[[:alpha:]]",
  "[:x:]",
  "\\d",
  "\\W",
  "\\b",
  "\\pL",
  "\\p{Greek}",
  "\\x41",
  "\\x{1F389}",
  "\\0",
  "\\12",
  "\\1",
  "\\Q",
  "\\E",
  "\\n",
  "\\.",
  "\\/",
  "\\-",
  "\\é",
  "\\_",
  " ",
  "{",
  "}",
  "&",
  "~",
  "(?s-m)",
  "(?-i:",
  "\\A",
  "\\z",
  "\\C",
];
const anyRegex = fc.array(fc.constantFrom(...regexParts), { minLength: 1, maxLength: 8 }).map((list) => list.join(""));

/** Runs on a `logs` table with one record. */
async function withEngine(use: (client: ClickHouseClient) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "cordwood-round-trip-"));
  const client = createClient({ connection: createChdbConnection({ path: directory }) as never });
  const columns = `ts DateTime64(9, 'UTC'), level LowCardinality(String), severity UInt8, message String,
    service LowCardinality(String), host LowCardinality(String), logger LowCardinality(String),
    dataset LowCardinality(String), trace_id String, span_id String, parse_error String,
    attributes Map(LowCardinality(String), String), pattern UInt64, chunk UInt64, seq UInt32`;
  try {
    await client.command({ query: `CREATE TABLE logs (${columns}) ENGINE = MergeTree ORDER BY ts` });
    await client.command({ query: "INSERT INTO logs (ts, message, attributes) VALUES (1, 'a b', map('status', '7'))" });
    await use(client);
  } finally {
    await client.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function execute(client: ClickHouseClient, built: Query | string): Promise<void> {
  const compiled = orRefused(() => compile(built, { now: 1_700_000_000_000_000_000n }));
  if (compiled === undefined) return;
  const { text: statement, params } = compiled;
  const result = await client.query({ query: statement, query_params: params, format: "JSONCompact" });
  const rows = (await result.json<unknown[]>()).data;
  for (const row of compiled.read(rows)) expect(row).toHaveLength(compiled.columns.length);
}

test("whatever compiles runs on the engine", async () => {
  await withEngine(async (client) => {
    const property = fc.asyncProperty(query, (built) => execute(client, built));
    await fc.assert(property, { numRuns: Math.ceil(runs / 2) });
    const expressions = fc.asyncProperty(anyRegex, (pattern) => execute(client, `x:/${pattern}/`));
    await fc.assert(expressions, { numRuns: Math.ceil(runs / 2) });
  });
});
