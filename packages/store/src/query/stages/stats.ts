import { AggregateCall, parseAggregate } from "../aggregates/aggregate-call.js";
import { group } from "../grouping.js";
import { stageItemsMax } from "../limits.js";
import type { Span } from "../query-error.js";
import type { CompileContext, Relation } from "../relation.js";
import type { Scanner } from "../scanner.js";
import type { Stage, StageDefinition } from "../stage.js";
import { type GroupKey, parseGroupKeys } from "./group-key.js";

/** `stats count() as n, p95(f) by g, bin(5m)`: one row for each group. */
export class StatsStage implements Stage {
  readonly kind = "stats";
  readonly live = false;
  readonly makesTable = true;
  readonly span: Span;
  readonly aggregates: readonly AggregateCall[];
  readonly keys: readonly GroupKey[];

  constructor(aggregates: readonly AggregateCall[], keys: readonly GroupKey[], span: Span = { offset: 0, length: 0 }) {
    this.aggregates = aggregates;
    this.keys = keys;
    this.span = span;
  }

  print(): string {
    return `stats ${printAggregates(this.aggregates)}${printKeys(this.keys)}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    return group(relation, context, this.aggregates, this.keys);
  }

  fields(): readonly string[] {
    return [...this.aggregates, ...this.keys].flatMap((part) => part.fields());
  }
}

/** Aggregates with commas between them. */
export function printAggregates(aggregates: readonly AggregateCall[]): string {
  return aggregates.map((aggregate) => aggregate.print()).join(", ");
}

/** ` by a, b`; nothing for no keys. */
export function printKeys(keys: readonly GroupKey[]): string {
  return keys.length === 0 ? "" : ` by ${keys.map((key) => key.print()).join(", ")}`;
}

/** Takes one aggregate or more. */
export function parseAggregates(scanner: Scanner): AggregateCall[] {
  const aggregates: AggregateCall[] = [];
  do {
    aggregates.push(parseAggregate(scanner));
    scanner.skipSpace();
  } while (aggregates.length < stageItemsMax && scanner.accept(",", "punctuation"));
  return aggregates;
}

/** How `stats` is written; `stats by f` counts. */
export const statsStage: StageDefinition = {
  name: "stats",
  syntax: "stats count() as n, p95(f) by g, bin(5m)",
  summary: "aggregates over all rows, or over groups of them",
  parse: (scanner, start) => {
    scanner.skipSpace();
    const bare = scanner.look(/by\s/iy) !== undefined;
    const aggregates = bare ? [new AggregateCall("count", [])] : parseAggregates(scanner);
    const keys = parseGroupKeys(scanner);
    return new StatsStage(aggregates, keys, scanner.spanFrom(start));
  },
};
