import type { Segment } from "@cordwood/store";
import type { Batch } from "./append-queue.js";
import type { ConsumerOptions, SealedSegment, WhenFull } from "./consumer.js";
import type { PositionValue } from "./position.js";

/** Something that happened in the buffer that a person or a metric wants to know. */
export type BufferEvent =
  | { kind: "recovered"; segments: number; records: number; tornBytes: number; orphans: readonly string[] }
  | { kind: "full"; output: string; bytes: number; bytesMax: number }
  | { kind: "room"; output: string }
  | { kind: "disk_full"; reason: string }
  | { kind: "disk_ok" }
  | { kind: "failed"; reason: string }
  | { kind: "dropped"; output: string; records: number; reason: DropReason };

/** Why an output does not get records: its bound, their age, the end of the output, or a file that is gone. */
export type DropReason = "full" | "age" | "removed" | "lost";

/** How a buffer is kept. */
export interface BufferOptions {
  /** Where segments and journals lie; created when missing. */
  directory: string;
  /** All outputs; a segment goes when each has it. What they leave open is as below. */
  consumers: readonly ConsumerOptions[];
  /** Bytes that may wait for one output. @default bufferBytesMax */
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
  /**
   * Changes the appends of a frame just before it is written, in the order of commits. What it answers other than the
   * same array is always flushed to the disk.
   */
  seal?: (batches: readonly Batch[], positions: ReadonlyMap<string, PositionValue>) => readonly Batch[];
}

/** The buffer as its outputs see it. */
export interface SegmentSource {
  /** The oldest segment that `output` has not got; waits for one. Nothing when `signal` aborts or the buffer closes. */
  next(output: string, signal?: AbortSignal): Promise<SealedSegment | undefined>;
  /** `output` has it durably. */
  delivered(output: string, segment: Segment): Promise<void>;
  /** What waits for `output` or is on its way to it. */
  heldFor(output: string): { bytes: number; segments: number; bytesMax: number };
  /** `output` gave up taking it, and gets it again. */
  release(output: string, segment: Segment): void;
  /** Segments that wait for `output` and that it is not taking, oldest first. */
  waiting(output: string): readonly SealedSegment[];
  /** Nothing of the segment is for `output`; without effect when it is taking it. */
  pass(output: string, segment: Segment): Promise<void>;
  /** True when the segment is older than the bound of `output`. */
  isAged(output: string, segment: Segment): boolean;
  /** `output` will not get it. */
  drop(output: string, segment: Segment, reason: DropReason): Promise<void>;
}
