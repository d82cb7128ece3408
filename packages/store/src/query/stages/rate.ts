import { AggregateCall } from "../aggregates/aggregate-call.js";
import type { Span } from "../query-error.js";
import type { CompileContext, Relation } from "../relation.js";
import type { Stage, StageDefinition } from "../stage.js";
import { type GroupKey, parseGroupKeys } from "./group-key.js";
import { printKeys } from "./stats.js";
import { chart, parseChartStep, parseSeries, printSeries, printStep } from "./timechart.js";

/** `rate 1m by f`: rows per second in each interval of time, in the column `rate`. */
export class RateStage implements Stage {
  readonly kind = "rate";
  readonly live = false;
  readonly makesTable = true;
  readonly span: Span;
  readonly step: bigint | undefined;
  readonly keys: readonly GroupKey[];
  readonly aggregates: readonly AggregateCall[];
  readonly series: number | undefined;

  constructor(
    step: bigint | undefined,
    keys: readonly GroupKey[],
    series?: number,
    span: Span = { offset: 0, length: 0 },
  ) {
    this.step = step;
    this.keys = keys;
    this.series = series;
    this.aggregates = [new AggregateCall("rate", [], "rate", span)];
    this.span = span;
  }

  print(): string {
    return `rate ${printStep(this.step)}`.trimEnd() + printKeys(this.keys) + printSeries(this.series);
  }

  apply(relation: Relation, context: CompileContext): Relation {
    return chart(relation, context, this);
  }

  fields(): readonly string[] {
    return ["time", ...this.keys.flatMap((key) => key.fields())];
  }
}

/** How `rate` is written. */
export const rateStage: StageDefinition = {
  name: "rate",
  syntax: "rate [1m] [by f [limit N]]",
  summary: "rows per second in each interval of time",
  parse: (scanner, start) => {
    const step = parseChartStep(scanner);
    const keys = parseGroupKeys(scanner);
    const series = parseSeries(scanner, keys);
    return new RateStage(step, keys, series, scanner.spanFrom(start));
  },
};
