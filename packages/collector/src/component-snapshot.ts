// One part of the collector in numbers, after the component metrics of Vector.
import type { LatencyFacts } from "@cordwood/store";

/** What a component is. */
export type ComponentKind = "input" | "processor" | "buffer" | "output";

/** Numbers of one component since the collector has started; bytes and segments of the buffer are those of now. */
export interface ComponentSnapshot {
  /** Its `name` in the configuration, or TYPE.INDEX. */
  id: string;
  kind: ComponentKind;
  type: string;
  receivedRecords: number;
  receivedBytes?: number;
  sentRecords: number;
  /** Records dropped by reason: `full`, `age`, `refused` …, or what a processor says. */
  dropped: Readonly<Record<string, number>>;
  errors: number;
  retries?: number;
  /** For the buffer what is on disk; for an output what it has not got yet. */
  bufferBytes?: number;
  /** For an output: the bound of `bufferBytes`, where its `when_full` begins. */
  bufferBytesMax?: number;
  bufferSegments?: number;
  healthy: boolean;
  /** For an output: from handing over a segment until the target has it. */
  latency?: LatencyFacts;
}
