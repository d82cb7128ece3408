import { AggregateCall } from "../aggregates/aggregate-call.js";
import { group } from "../grouping.js";
import { fillGaps } from "../fill-gaps.js";
import { bucketsDefault, bucketsMax, seriesDefault, seriesMax } from "../limits.js";
import { QueryError, type Span } from "../query-error.js";
import type { CompileContext, Relation } from "../relation.js";
import type { Scanner } from "../scanner.js";
import type { Stage, StageDefinition } from "../stage.js";
import { formatDuration } from "../time.js";
import { withTopSeries } from "../top-series.js";
import { type GroupKey, parseGroupKeys, parseStep, shiftOf, TimeBinKey } from "./group-key.js";
import { parseRowCount } from "./limit.js";
import { parseAggregates, printAggregates, printKeys } from "./stats.js";

/**
 * `timechart 5m count() by level`: aggregates for each interval of time; the interval is chosen from the range of the
 * query where none is written. One row for each interval and group. Only the most frequent groups are kept apart.
 */
export class TimechartStage implements Stage {
  readonly kind = "timechart";
  readonly live = false;
  readonly makesTable = true;
  readonly span: Span;
  readonly step: bigint | undefined;
  readonly aggregates: readonly AggregateCall[];
  readonly keys: readonly GroupKey[];
  /** Groups that are kept apart; undefined for the default. */
  readonly series: number | undefined;

  constructor(
    step: bigint | undefined,
    aggregates: readonly AggregateCall[],
    keys: readonly GroupKey[],
    series?: number,
    span: Span = { offset: 0, length: 0 },
  ) {
    this.step = step;
    this.aggregates = aggregates;
    this.keys = keys;
    this.series = series;
    this.span = span;
  }

  print(): string {
    return `timechart ${printStep(this.step)}${printAggregates(this.aggregates)}${printKeys(this.keys)}${printSeries(this.series)}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    return chart(relation, context, this);
  }

  fields(): readonly string[] {
    return ["time", ...[...this.aggregates, ...this.keys].flatMap((part) => part.fields())];
  }
}

/** What a chart over time is made of. */
interface Chart {
  readonly step: bigint | undefined;
  readonly aggregates: readonly AggregateCall[];
  readonly keys: readonly GroupKey[];
  readonly series: number | undefined;
  readonly span: Span;
}

/** Aggregates for each interval of time and group, with rows for the intervals that have no records. */
export function chart(relation: Relation, context: CompileContext, stage: Chart): Relation {
  const { aggregates, span } = stage;
  const step = stepOf(stage.step, context, span);
  const { rows, keys } =
    stage.keys.length === 0
      ? { rows: relation, keys: stage.keys }
      : withTopSeries(relation, context, stage.keys, stage.series ?? seriesDefault);
  const grouped = group(rows, context, aggregates, [new TimeBinKey(step, undefined, span), ...keys]);
  const { from, to } = context.range;
  const empties = aggregates.map((call) => call.ofNone);
  const gaps = { step, shift: shiftOf(step), from, to, keys: keys.length, empties };
  return { ...grouped, complete: (found) => fillGaps(found, gaps) };
}

/** ` limit 5`; nothing for the default. */
export function printSeries(series: number | undefined): string {
  return series === undefined ? "" : ` limit ${series}`;
}

/** Takes `limit 5` after the keys if it stands here. */
export function parseSeries(scanner: Scanner, keys: readonly GroupKey[]): number | undefined {
  scanner.skipSpace();
  if (keys.length === 0 || !scanner.acceptKeyword("limit")) return undefined;
  const start = scanner.offset;
  const series = parseRowCount(scanner);
  if (series > 0 && series <= seriesMax) return series;
  const position = scanner.spanFrom(start);
  return scanner.fail({ code: "CW_STORE_QUERY_LIMIT", message: `expected 1 to ${seriesMax} series`, position });
}

/** `5m `; nothing when the interval is to be chosen. */
export function printStep(step: bigint | undefined): string {
  return step === undefined ? "" : `${formatDuration(step)} `;
}

const second = 1_000_000_000n;
const steps = [1n, 2n, 5n, 10n, 15n, 30n, 60n, 120n, 300n, 600n, 900n, 1800n, 3600n, 7200n, 10_800n, 21_600n, 43_200n];
const longSteps = [1n, 7n, 30n, 90n, 365n].map((days) => days * 86_400n);

/** The interval of a chart: as written, else one that gives about 60 intervals over the range of the query. */
export function stepOf(written: bigint | undefined, { range, now }: CompileContext, span: Span): bigint {
  const from = range.from;
  if (from === undefined) return written ?? 3600n * second;
  const length = (range.to ?? now) - from;
  if (written === undefined) return chooseStep(length);
  if (length / written <= BigInt(bucketsMax)) return written;
  throw new QueryError({
    code: "CW_STORE_QUERY_LIMIT",
    message: `intervals of ${formatDuration(written)} over this range are more than ${bucketsMax}`,
    position: span,
    suggestion: formatDuration(chooseStep(length)),
  });
}

function chooseStep(length: bigint): bigint {
  const aim = length / BigInt(bucketsDefault);
  const fitting = [...steps, ...longSteps].find((seconds) => seconds * second >= aim);
  return (fitting ?? 365n * 86_400n) * second;
}

/** Takes `5m`, also written `bin(5m)`, `span=5m` or `span 5m`. */
export function parseChartStep(scanner: Scanner): bigint | undefined {
  scanner.skipSpace();
  if (scanner.match(/bin\s*\(/iy, "keyword") !== undefined) {
    const step = parseStep(scanner);
    scanner.require(")", "punctuation");
    return step;
  }
  if (scanner.acceptKeyword("span")) {
    scanner.skipSpace();
    scanner.accept("=", "operator");
  }
  return parseStep(scanner);
}

/** How `timechart` is written; without an aggregate it counts. */
export const timechartStage: StageDefinition = {
  name: "timechart",
  syntax: "timechart [5m] [count(), …] [by f [limit N]]",
  summary: "aggregates for each interval of time",
  parse: (scanner, start) => {
    const step = parseChartStep(scanner);
    scanner.skipSpace();
    const bare = scanner.look(/by\s|\||$/iy) !== undefined;
    const aggregates = bare ? [new AggregateCall("count", [])] : parseAggregates(scanner);
    const keys = parseGroupKeys(scanner);
    const series = parseSeries(scanner, keys);
    return new TimechartStage(step, aggregates, keys, series, scanner.spanFrom(start));
  },
};
