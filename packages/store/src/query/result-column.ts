import type { ValueType } from "./schema.js";

/** A column of the answer. A `map` holds a record's attributes. Times are ISO 8601 with nanoseconds, UTC. */
export interface ResultColumn {
  name: string;
  type: ValueType | "map";
  /** For an aggregate that is an estimate where it is above this number. */
  approximateAbove?: number | undefined;
}
