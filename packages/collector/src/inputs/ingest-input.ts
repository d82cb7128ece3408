// The way in for records that a server received: bodies in one of the line formats, and objects.
import { hostname } from "node:os";
import { CollectorError } from "../errors.js";
import type { PositionUpdate, PositionValue } from "../buffer/position.js";
import type { Ingest, IngestBatch, IngestDefaults, IngestFormat, IngestResult } from "../ingest.js";
import { ingestWaitMs } from "../limits.js";
import { createAutoParser } from "../parsers/auto.js";
import { normaliseObject } from "../parsers/normalise.js";
import { parseMessage } from "../parsers/parse-message.js";
import { LineWriter } from "../record/line-writer.js";
import { nowNs, segmentLine, type RecordDefaults } from "../record/segment-line.js";
import { withoutWideText } from "../record/wide-text.js";
import type { Zone } from "../timestamps/zone.js";
import { bodyFormats } from "./body-format.js";
import type { InputTarget } from "./input.js";
import { SenderBatches } from "./sender-batches.js";

/** Implements {@link Ingest} on a buffer. */
export class IngestInput implements Ingest {
  readonly name = "ingest";
  readonly #target: InputTarget;
  readonly #zone: Zone;
  readonly #batches: SenderBatches;
  #stopped = false;
  #received = 0;
  #rejected = 0;

  /** `positions` are those that the buffer has committed; they hold the batches that senders have numbered. */
  constructor(target: InputTarget, zone: Zone, positions: () => ReadonlyMap<string, PositionValue>) {
    this.#target = target;
    this.#zone = zone;
    this.#batches = new SenderBatches(positions);
  }

  /** Records accepted and lines rejected so far. */
  get counts(): { received: number; rejected: number } {
    return { received: this.#received, rejected: this.#rejected };
  }

  async ingest(
    body: Uint8Array,
    format: IngestFormat,
    defaults: IngestDefaults,
    batch?: IngestBatch,
  ): Promise<IngestResult> {
    this.#check();
    const writer = new LineWriter(body.length + 1024);
    const bytes = withoutWideText(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
    const rejected = bodyFormats[format](bytes, recordDefaults(defaults), this.#zone, writer);
    if (batch === undefined || writer.records === 0) return this.#append(writer, rejected);
    await this.#batches.once(batch, async (positions) => void (await this.#append(writer, rejected, positions)));
    return { accepted: writer.records, rejected };
  }

  async ingestRecords(records: readonly Record<string, unknown>[], defaults: IngestDefaults): Promise<IngestResult> {
    this.#check();
    const writer = new LineWriter();
    const whole = recordDefaults(defaults);
    const now = nowNs();
    const context = { now, zone: this.#zone };
    const parser = defaults.parseMessages === true ? createAutoParser() : undefined;
    for (const record of records) {
      const plain = normaliseObject(record, context);
      writer.writeLine(segmentLine(parser === undefined ? plain : parseMessage(plain, parser, context), whole, now));
    }
    return this.#append(writer, []);
  }

  /** Takes no more records. */
  stop(): void {
    this.#stopped = true;
  }

  #check(): void {
    if (this.#stopped) throw new CollectorError("CW_COLLECTOR_STOPPED", {});
  }

  async #append(
    writer: LineWriter,
    rejected: IngestResult["rejected"],
    positions: readonly PositionUpdate[] = [],
  ): Promise<IngestResult> {
    const { records } = writer;
    if (records > 0) await this.#target.append({ data: writer.written(), records, positions }, ingestWaitMs);
    this.#received += records;
    this.#rejected += rejected.length;
    return { accepted: records, rejected };
  }
}

const ownHost = hostname();

function recordDefaults(defaults: IngestDefaults): RecordDefaults {
  return {
    service: defaults.service ?? "",
    host: defaults.host ?? ownHost,
    dataset: defaults.dataset ?? "diagnostic",
  };
}
