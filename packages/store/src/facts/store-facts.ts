import type { ShardFacts } from "../schema/record-tables.js";
import type { CallFacts } from "./call-counts.js";

/** Kinds of calls that read, by the method of the store. */
export const queryKinds = ["search", "histogram", "fields", "values", "compare", "context", "sql", "export"] as const;

/** A kind of call that reads. */
export type QueryKind = (typeof queryKinds)[number];

/** What a dataset takes. */
export interface DatasetFacts {
  dataset: string;
  records: number;
  /** On disk, compressed; an estimate for datasets that share partitions with others. */
  bytes: number;
}

/** What the engine's tables take, read at most once in ten seconds. */
export interface TableFacts {
  /** Milliseconds since the epoch when it was read. */
  readMs: number;
  /** The 50 largest datasets, largest first. */
  datasets: DatasetFacts[];
  records: number;
  /** On disk, compressed. */
  bytes: number;
  partitions: number;
  parts: number;
  /** Parts that the engine has set aside because it cannot read them. */
  brokenParts: number;
  merges: number;
  /** Of the disks that the engine writes to. */
  diskFreeBytes: number;
  diskTotalBytes: number;
  /** Bytes of memory that the engine holds. */
  memoryBytes: number;
  /** Blocks of inserts that the engine dropped because it had them already, since it was started. */
  deduplicatedBlocks: number;
}

/** Numbers of the store at one moment, for metrics and for the page. */
export interface StoreFacts {
  kind: "embedded" | "server" | "cluster";
  /** Undefined while they cannot be read. */
  tables: TableFacts | undefined;
  inserts: CallFacts & {
    /** Records and bytes of the segments inserted by this process; those inserted again count again. */
    records: number;
    bytes: number;
  };
  queries: Readonly<Record<QueryKind, CallFacts>>;
  /** Statements that wait for a session of the engine. */
  waiting: number;
  /** The shards of a cluster; empty where there are none. */
  shards: ShardFacts[];
}
