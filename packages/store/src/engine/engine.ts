import type { Readable } from "node:stream";

import type { RenderedSql, Sql } from "../query/sql.js";
import type { Segment } from "../record.js";
import type { QueryProgress, QueryStats } from "../store.js";

/** A column of a result, with the engine's name for its type. */
export interface Column {
  name: string;
  type: string;
}

/** What a query answers. 64-bit integers and times are text, so that no digit is lost. */
export interface Table {
  columns: Column[];
  rows: unknown[][];
  stats: QueryStats;
}

/** How the lines of a segment are read. */
export interface SegmentInput {
  format: "JSONEachRow" | "LineAsString" | "RowBinary";
  /** Names and types of the columns that a line gives. */
  structure: string;
  /** Deduplication token of the insert. @default the chunk's id */
  token?: string;
}

/**
 * What a statement is for, which settles its limits and which sessions it uses: `read` for searches, `sql` for
 * statements written by a person (read-only by the engine's setting), `admin` for the schema and retention.
 */
export type Lane = "read" | "sql" | "admin";

/** Formats that an export, or a move, can be written in, by the engine's names. */
export type StreamFormat = "JSONEachRow" | "CSVWithNames" | "Parquet" | "RowBinary";

/** The way to ClickHouse, embedded or over HTTP. The same SQL goes to both. */
export interface Engine {
  /** Runs a query. Aborting rejects at once, and ends the query in the engine. */
  query(lane: Lane, statement: Sql | RenderedSql, signal?: AbortSignal): Promise<Table>;
  /** The same on lane `sql`, for a statement that a person wrote. */
  queryText(statement: string, signal?: AbortSignal): Promise<Table>;
  /** The lines of the syntax tree that the engine makes of a statement, which is not run. */
  syntaxTree(statement: string, signal?: AbortSignal): Promise<string[]>;
  /** Runs a statement that answers nothing. */
  command(statement: Sql): Promise<void>;
  /**
   * Inserts a segment: `statement` gets the place that the lines come from, read by the engine as `input` says, and
   * gives the INSERT … SELECT without settings.
   */
  insert(segment: Segment, input: SegmentInput, statement: (source: Sql) => Sql): Promise<void>;
  /** Streams the rows of a query in a format. */
  stream(statement: Sql, format: StreamFormat, signal?: AbortSignal): Promise<Readable>;
  /** How far the statements are that run, or have run, for the request of this signal; undefined when none has begun. */
  progress(signal: AbortSignal): Promise<QueryProgress | undefined>;
  /** Statements that wait for a session. */
  readonly waiting: number;
  /** Waits for running statements and lets go of the engine. */
  close(): Promise<void>;
}
