import type { SegmentRecord } from "@cordwood/store";

/** A record on its way through the processors. */
export interface ProcessedRecord extends SegmentRecord {
  /** Names of the outputs that it goes to, sorted; every output when it is missing. Written by `route` only. */
  _route?: string[];
}

/** Changes or drops a record on its way into the buffer. */
export interface Processor {
  readonly type: string;
  /** What it means when `process` answers nothing: the reason under which the record is counted. @default the type */
  readonly reason?: string;
  /** Whether it only decides, so that the bytes of a record that goes on are those that came. @default false */
  readonly decides?: boolean;
  /** Records that were taken in and wait for others, such as the first line of a stack trace. */
  readonly held?: ReadonlySet<SegmentRecord>;
  /** Whether the record is one for `process`; others go on unchanged. @default all are */
  readonly isMeant?: (record: SegmentRecord) => boolean;
  /** Whether the bytes of a line, which have no escapes, tell that its record passes unchanged. @default they do not */
  readonly passes?: (line: Buffer) => boolean;
  /**
   * The record as it goes on (it may be changed in place), or nothing when it is dropped or held. One that holds records
   * may answer an earlier one instead. A processor that throws has not changed the record.
   */
  process(record: ProcessedRecord): ProcessedRecord | undefined;
  /**
   * Records that are due without another one coming: summaries, held records. Called on a timer; `nowMs` is that of
   * the surroundings, `Infinity` when the pipeline stops.
   */
  flush?(nowMs: number): ProcessedRecord[];
  /** Gives up what it holds open. */
  close?(): void;
}
