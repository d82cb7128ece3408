// Puts the records of a batch into Loki's streams.
import type { SegmentRecord } from "@cordwood/store";
import type { LineBatch } from "../delivering/line-batch.js";
import { FieldPattern } from "../field-pattern.js";

/** An entry of a stream: nanoseconds, line, structured metadata. */
type Entry = [time: string, line: string, metadata?: Record<string, string>];

/** A stream as the push API takes it. */
export interface LokiStream {
  stream: Record<string, string>;
  values: Entry[];
}

const standardLabels = { service_name: "{service}", host: "{host}", level: "{level}" };

/** Makes streams. */
export class LokiStreams {
  readonly #labels: readonly (readonly [name: string, pattern: FieldPattern])[];
  readonly #line: "message" | "json";

  /** `labels` are patterns by name; with none, service, host and level are the labels. */
  constructor(labels: Readonly<Record<string, string>>, line: "message" | "json") {
    const chosen = Object.keys(labels).length > 0 ? labels : standardLabels;
    this.#labels = Object.entries(chosen).map(([name, pattern]) => [name, new FieldPattern(pattern)]);
    this.#line = line;
  }

  /** The streams of a batch, the entries of each in the order of their times. */
  of(batch: LineBatch): LokiStream[] {
    const streams = new Map<string, LokiStream>();
    for (const line of batch.lines()) {
      const text = line.toString("utf8");
      const record = JSON.parse(text) as SegmentRecord;
      this.#streamOf(record, streams).values.push(this.#entry(record, text));
    }
    for (const { values } of streams.values()) values.sort((a, b) => compareDigits(a[0], b[0]));
    return [...streams.values()];
  }

  #streamOf(record: SegmentRecord, streams: Map<string, LokiStream>): LokiStream {
    const labels = this.#labels.map(([name, pattern]) => [name, pattern.of(record)] as const);
    const key = JSON.stringify(labels);
    const found = streams.get(key) ?? { stream: Object.fromEntries(labels), values: [] };
    streams.set(key, found);
    return found;
  }

  #entry(record: SegmentRecord, text: string): Entry {
    if (this.#line === "json") return [record.time, text];
    const { level, logger, dataset, trace_id: traceId, span_id: spanId, attributes } = record;
    const fields = { level, logger, dataset, trace_id: traceId, span_id: spanId };
    const metadata = Object.entries({ ...attributes, ...fields }).filter(([, value]) => value !== "");
    return [record.time, record.message, Object.fromEntries(metadata)];
  }
}

function compareDigits(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : Number(left > right);
}
