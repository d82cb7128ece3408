import type { Body } from "../json-shape.js";
import type { Row } from "@cordwood/store";
import type { Group, Level } from "./level.js";

/** Asks the store. */
export interface Ask {
  /** Rows of a query that makes a table. */
  table(query: string): Promise<unknown[][]>;
  /** Records of a query. */
  records(query: string, limit: number): Promise<Row[]>;
}

/** An aggregation as it was asked for, with those inside it. */
export interface Aggregation {
  name: string;
  /** Its name in the answer: with its kind before it where `typed_keys` asks for that. */
  label: string;
  kind: string;
  body: Body;
  inner: readonly Aggregation[];
}

/** Answers of the aggregations inside a bucket, and how many records it has, by the values of its keys. */
export interface Inside {
  (group: Group): { doc_count: number; answers: Body };
}

/** Runs the aggregations inside a bucket for all groups of a level at once. */
export type RunInside = (inner: readonly Aggregation[], level: Level) => Promise<Inside>;

/** What an aggregation works with. */
export interface Work {
  aggregation: Aggregation;
  level: Level;
  ask: Ask;
  run: RunInside;
  nowMs: number;
}

/** An aggregation that makes buckets, or answers records: its answer for each group. */
export type BucketKind = (work: Work) => Promise<(group: Group) => Body>;

/** An aggregation that makes numbers of a group's records. */
export interface MetricKind {
  /** Aggregates of the search language. */
  columns(body: Body): readonly string[];
  /** The answer, made of their values. */
  read(values: readonly unknown[], body: Body): Body;
  /** Which of `columns` orders buckets by a part of the answer, such as `avg` of `stats`. */
  part?(name: string, body: Body): number;
}
