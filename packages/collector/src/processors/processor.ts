import type { SegmentRecord } from "@cordwood/store";

/** Changes or drops a record on its way into the buffer. */
export interface Processor {
  readonly type: string;
  /** The record as it goes on (it may be changed in place), or nothing when it is dropped. */
  process(record: SegmentRecord): SegmentRecord | undefined;
}
