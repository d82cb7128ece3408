import { AggregateCall } from "../aggregates/aggregate-call.js";
import { group } from "../grouping.js";
import type { Span } from "../query-error.js";
import type { CompileContext, Relation } from "../relation.js";
import type { Stage, StageDefinition } from "../stage.js";
import { type GroupKey, parseGroupKeys, TimeBinKey } from "./group-key.js";
import { printKeys } from "./stats.js";
import { parseChartStep, printStep, stepOf } from "./timechart.js";

/** `rate 1m by f`: rows per second in each interval of time, in the column `rate`. */
export class RateStage implements Stage {
  readonly kind = "rate";
  readonly live = false;
  readonly makesTable = true;
  readonly span: Span;
  readonly step: bigint | undefined;
  readonly keys: readonly GroupKey[];

  constructor(step: bigint | undefined, keys: readonly GroupKey[], span: Span = { offset: 0, length: 0 }) {
    this.step = step;
    this.keys = keys;
    this.span = span;
  }

  print(): string {
    return `rate ${printStep(this.step)}`.trimEnd() + printKeys(this.keys);
  }

  apply(relation: Relation, context: CompileContext): Relation {
    const time = new TimeBinKey(stepOf(this.step, context, this.span), undefined, this.span);
    const rate = new AggregateCall("rate", [], "rate", this.span);
    return group(relation, context, [rate], [time, ...this.keys]);
  }

  fields(): readonly string[] {
    return ["time", ...this.keys.flatMap((key) => key.fields())];
  }
}

/** How `rate` is written. */
export const rateStage: StageDefinition = {
  name: "rate",
  syntax: "rate [1m] [by f]",
  summary: "rows per second in each interval of time",
  parse: (scanner, start) => {
    const step = parseChartStep(scanner);
    const keys = parseGroupKeys(scanner);
    return new RateStage(step, keys, scanner.spanFrom(start));
  },
};
