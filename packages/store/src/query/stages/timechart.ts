import { AggregateCall } from "../aggregates/aggregate-call.js";
import { group } from "../grouping.js";
import { bucketsDefault, bucketsMax } from "../limits.js";
import { QueryError, type Span } from "../query-error.js";
import type { CompileContext, Relation } from "../relation.js";
import type { Scanner } from "../scanner.js";
import type { Stage, StageDefinition } from "../stage.js";
import { formatDuration } from "../time.js";
import { type GroupKey, parseGroupKeys, parseStep, TimeBinKey } from "./group-key.js";
import { parseAggregates, printAggregates, printKeys } from "./stats.js";

/**
 * `timechart 5m count() by level`: aggregates for each interval of time; the interval is chosen from the range of the
 * query where none is written. One row for each interval and group; intervals without rows are left out.
 */
export class TimechartStage implements Stage {
  readonly kind = "timechart";
  readonly live = false;
  readonly makesTable = true;
  readonly span: Span;
  readonly step: bigint | undefined;
  readonly aggregates: readonly AggregateCall[];
  readonly keys: readonly GroupKey[];

  constructor(
    step: bigint | undefined,
    aggregates: readonly AggregateCall[],
    keys: readonly GroupKey[],
    span: Span = { offset: 0, length: 0 },
  ) {
    this.step = step;
    this.aggregates = aggregates;
    this.keys = keys;
    this.span = span;
  }

  print(): string {
    return `timechart ${printStep(this.step)}${printAggregates(this.aggregates)}${printKeys(this.keys)}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    const time = new TimeBinKey(stepOf(this.step, context, this.span), undefined, this.span);
    return group(relation, context, this.aggregates, [time, ...this.keys]);
  }

  fields(): readonly string[] {
    return ["time", ...[...this.aggregates, ...this.keys].flatMap((part) => part.fields())];
  }
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
  syntax: "timechart [5m] [count(), …] [by f]",
  summary: "aggregates for each interval of time",
  parse: (scanner, start) => {
    const step = parseChartStep(scanner);
    scanner.skipSpace();
    const bare = scanner.look(/by\s|\||$/iy) !== undefined;
    const aggregates = bare ? [new AggregateCall("count", [])] : parseAggregates(scanner);
    const keys = parseGroupKeys(scanner);
    return new TimechartStage(step, aggregates, keys, scanner.spanFrom(start));
  },
};
