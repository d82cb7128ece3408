import type { Segment } from "@cordwood/store";

/** What happens to new records when the buffer has reached its bound. */
export type WhenFull = "block" | "dropOldest" | "dropNewest";

/** Something that happened in the buffer that a person or a metric wants to know. */
export type BufferEvent =
  | { kind: "recovered"; segments: number; records: number; tornBytes: number; orphans: readonly string[] }
  | { kind: "full"; bytes: number; bytesMax: number }
  | { kind: "disk_full"; reason: string }
  | { kind: "disk_ok" }
  | { kind: "failed"; reason: string }
  | { kind: "dropped"; records: number; reason: "full" | "age" };

/** How a buffer is kept. */
export interface BufferOptions {
  /** Where segments and journals lie; created when missing. */
  directory: string;
  /** Names of all outputs; a segment goes when each has it. */
  outputs: readonly string[];
  /** Bound of everything on disk. @default bufferBytesMax */
  bytesMax?: number;
  /** Segments older than this are dropped, milliseconds. @default no bound */
  ageMsMax?: number;
  /** @default "block" */
  whenFull?: WhenFull;
  /** @default segmentBytesMax */
  segmentBytesMax?: number;
  /** @default segmentAgeMsMax */
  segmentAgeMsMax?: number;
  /** Called for every {@link BufferEvent}. */
  onEvent?: (event: BufferEvent) => void;
}

/** The buffer as its outputs see it. */
export interface SegmentSource {
  /** The oldest segment that `output` has not got; waits for one. Nothing when the buffer closes. */
  next(output: string): Promise<Segment | undefined>;
  /** `output` has it durably. */
  delivered(output: string, segment: Segment): Promise<void>;
}
