// From the entries of forward messages to segment lines, while their bytes arrive.
import { reasonOf } from "../errors.js";
import { forwardEntryBytesMax, forwardStrayEntriesMax, keptEntryBytesMax } from "../limits.js";
import { type AutoParser, createAutoParser } from "../parsers/auto.js";
import { normaliseObject } from "../parsers/normalise.js";
import { parseMessage } from "../parsers/parse-message.js";
import type { LineWriter } from "../record/line-writer.js";
import { EntryTranscoder } from "../record/msgpack/entry-transcoder.js";
import { nowNs, segmentLine, type RecordDefaults } from "../record/segment-line.js";
import type { Zone } from "../timestamps/zone.js";
import { ByteQueue } from "./byte-queue.js";
import { decodeError } from "./decode-error.js";
import { type ForwardEntry, forwardEntryOf } from "./forward-entry.js";
import { forwardRecord } from "./forward-record.js";
import { MessagePackReader } from "./msgpack.js";
import { MessagePackScanner } from "./msgpack-scanner.js";

/** What an input says about the records of its entries. */
export interface ForwardEntriesOptions {
  /** An empty service stands for the tag. */
  defaults: RecordDefaults;
  zone: Zone;
  /** Read messages in a known format where the record has no level. @default false */
  parsesMessages?: boolean;
}

/** Writes the entries of one connection. */
export class ForwardEntries {
  readonly #options: ForwardEntriesOptions;
  readonly #transcoder: EntryTranscoder;
  readonly #queue = new ByteQueue();
  readonly #scanner = new MessagePackScanner();
  /** Begins anew with each message, so that a repeated chunk becomes the same lines. */
  #parser: AutoParser | undefined;
  #tag = "";
  #stray = 0;

  constructor(options: ForwardEntriesOptions) {
    this.#options = options;
    this.#transcoder = new EntryTranscoder(options.defaults);
  }

  /** Bytes of an entry that is not complete. */
  get pendingBytes(): number {
    return this.#queue.length;
  }

  /** Takes more of the entries of a message with this tag; write all of them before the next call. */
  push(tag: string, bytes: Uint8Array): void {
    if (tag !== this.#tag) this.#transcoder.setTag(tag);
    this.#tag = tag;
    this.#queue.push(bytes);
  }

  /**
   * Writes entries until the writer holds `bytesMax`; true when it does and is to be emptied for the rest. Where it
   * stops depends only on the entries, not on the pieces in which they came.
   * @throws CollectorError `CW_COLLECTOR_DECODE` when the bytes are not MessagePack, or an entry is too large.
   */
  write(writer: LineWriter, bytesMax: number): boolean {
    const bytes = this.#queue.peek();
    let at = 0;
    while (at < bytes.length && writer.length < bytesMax) {
      const end = this.#entry(bytes, at, writer);
      if (end === -1) break;
      at = end;
    }
    this.#queue.drop(at);
    if (writer.length >= bytesMax) return true;
    const rest = this.#queue.length;
    if (rest > forwardEntryBytesMax) {
      throw decodeError("forward", rest, `an entry has more than ${forwardEntryBytesMax} bytes`);
    }
    return false;
  }

  /** The message is over. @throws CollectorError `CW_COLLECTOR_DECODE` when its last entry is not whole. */
  end(): void {
    this.#stray = 0;
    this.#parser = undefined;
    const rest = this.#queue.length;
    if (rest > 0) throw decodeError("forward", 0, `the last entry of a chunk is cut off after ${rest} bytes`);
  }

  #entry(bytes: Buffer, at: number, writer: LineWriter): number {
    if (this.#options.parsesMessages === true) return this.#parsedEntry(bytes, at, writer);
    const isFresh = this.#scanner.fresh;
    const direct = isFresh ? this.#transcoder.transcode(bytes, at, bytes.length, writer) : -1;
    if (direct !== -1) return direct;
    const end = this.#scanner.scan(bytes, at);
    if (end === -1) return -1;
    const isWritten = !isFresh && this.#transcoder.transcode(bytes, at, end, writer) !== -1;
    if (!isWritten) this.#writeGenerally(bytes, at, end, writer);
    return end;
  }

  #parsedEntry(bytes: Buffer, at: number, writer: LineWriter): number {
    const end = this.#scanner.scan(bytes, at);
    if (end === -1) return -1;
    this.#parser ??= createAutoParser();
    this.#writeGenerally(bytes, at, end, writer);
    return end;
  }

  #writeGenerally(bytes: Buffer, at: number, end: number, writer: LineWriter): void {
    const { defaults, zone } = this.#options;
    const whole = defaults.service === "" ? { ...defaults, service: this.#tag } : defaults;
    const now = nowNs();
    const record = forwardRecord(this.#read(bytes, at, end), this.#tag);
    const plain = normaliseObject(record, { now, zone });
    const parser = this.#parser;
    const read = parser === undefined ? plain : parseMessage(plain, parser, { now, zone });
    writer.writeLine(segmentLine(read, whole, now));
  }

  /** What is no entry is kept with the reason; a chunk of nothing else is not worth keeping. */
  #read(bytes: Buffer, at: number, end: number): ForwardEntry {
    let value: unknown;
    try {
      value = new MessagePackReader(bytes, at, end, true).read();
    } catch (error) {
      const kept = bytes.toString("base64", at, Math.min(end, at + keptEntryBytesMax));
      return this.#strayEntry(kept, reasonOf(error));
    }
    return forwardEntryOf(value) ?? this.#strayEntry(value, "forward entry is not [time, record]");
  }

  #strayEntry(body: unknown, reason: string): ForwardEntry {
    if (++this.#stray > forwardStrayEntriesMax) {
      throw decodeError("forward", 0, `more than ${forwardStrayEntriesMax} entries of a chunk are not [time, record]`);
    }
    return { record: { body, parse_error: reason } };
  }
}
