// Where aggregations work: the records of a query, in groups by the keys of the aggregations around them.

import { allOf } from "../clauses/combine.js";

/** Records in groups. Groups are told apart by the values of their keys, outermost first. */
export interface Level {
  /** Search language, without stages. */
  query: string;
  /** Stages that narrow the records further. */
  stages: readonly string[];
  /** Expressions of the search language. */
  keys: readonly string[];
}

/** The values of a group's keys. */
export type Group = readonly unknown[];

/** A group as a key of a map. */
export function groupId(group: Group): string {
  return JSON.stringify(group);
}

/** The same groups with fewer records. */
export function narrowed(level: Level, ...conditions: readonly string[]): Level {
  return { ...level, query: allOf([level.query, ...conditions]) };
}

/** Groups within groups. */
export function within(level: Level, key: string, ...stages: readonly string[]): Level {
  return { ...level, stages: [...level.stages, ...stages], keys: [...level.keys, key] };
}

/** A query that makes a table: one row for each group, with the columns `k0`, `k1`, … before those asked for. */
export function statsOf(level: Level, columns: readonly string[], ...then: readonly string[]): string {
  const by = level.keys.length === 0 ? "" : ` by ${level.keys.map((key, index) => `${key} as k${index}`).join(", ")}`;
  return [level.query, ...level.stages, `stats ${["count() as doc_count", ...columns].join(", ")}${by}`, ...then].join(
    " | ",
  );
}

/** ` by k0, k1` of the groups around the innermost. */
export function byOuter(level: Level): string {
  const names = level.keys.slice(0, -1).map((_, index) => `k${index}`);
  return names.length === 0 ? "" : ` by ${names.join(", ")}`;
}
