// From the lines of one stream to segment records. Each stream has its own decoder: it remembers the stream's format
// and keeps the lines of an open stack trace.
import { isAscii, isUtf8 } from "node:buffer";
import { lineBytesMax } from "../limits.js";
import { LineGrouper } from "../multiline/line-grouper.js";
import { createAutoParser } from "../parsers/auto.js";
import type { RecordParser } from "../parsers/parsed-line.js";
import type { Zone } from "../timestamps/zone.js";
import { JsonTranscoder } from "./json/json-transcoder.js";
import type { LineWriter } from "./line-writer.js";
import { ParsedLineWriter } from "./parsed-line-writer.js";
import { nowNs, type RecordDefaults } from "./segment-line.js";

const newline = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const openCurly = 0x7b;
const dockerStart = Buffer.from('{"log":"');

/** What a decoder must know about its stream. */
export interface LineDecoderOptions {
  defaults: RecordDefaults;
  zone: Zone;
  /** Joins the lines of a stack trace. @default true */
  multiline?: boolean;
  /** Reads the stream's records. @default the format is recognised */
  parser?: RecordParser;
}

/** Decodes one stream of lines. */
export class LineDecoder {
  readonly #options: LineDecoderOptions;
  readonly #parser: RecordParser;
  /** Lines that are JSON objects may be copied instead of parsed. */
  readonly #copies: boolean;
  readonly #grouper = new LineGrouper();
  readonly #transcoder: JsonTranscoder;
  readonly #lines: ParsedLineWriter;
  #now = 0n;
  #openAt = 0;
  /** Parts of the line that is being cut. */
  #part = 0;

  constructor(options: LineDecoderOptions) {
    this.#options = options;
    this.#parser = options.parser ?? createAutoParser();
    this.#copies = this.#parser.name === "auto" || this.#parser.name === "json";
    this.#transcoder = new JsonTranscoder(options.defaults);
    this.#lines = new ParsedLineWriter(options.defaults);
  }

  /**
   * Decodes the whole lines in `bytes`, which start at offset `at` of the stream, and answers how many bytes they were.
   * A line longer than {@link lineBytesMax} is cut into parts, each a record that says so.
   */
  decode(bytes: Buffer, at: number, writer: LineWriter): number {
    const lines = bytes.subarray(0, bytes.lastIndexOf(newline) + 1);
    const valid = isUtf8(lines);
    const encoding = isAscii(lines) ? "latin1" : "utf8";
    this.#now = nowNs();
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      const json = valid && bytes[start] === openCurly && this.#json(bytes, start, end, writer);
      if (!json) this.#plain(bytes, start, end, encoding, at + start, writer);
      start = end + 1;
    }
    while (bytes.length - start > lineBytesMax) {
      const end = start + characterBoundary(bytes.subarray(start), lineBytesMax);
      this.#cut(bytes.subarray(start, end), writer);
      start = end;
    }
    return start;
  }

  /** Decodes one line, without its newline, that starts at offset `at`. */
  line(bytes: Buffer, at: number, writer: LineWriter): void {
    this.#now = nowNs();
    this.#plain(bytes, 0, bytes.length, "utf8", at, writer);
  }

  /** Offset of the first line that is not written yet, when `read` is the offset after the last line decoded. */
  committed(read: number): number {
    return this.open ? this.#openAt : read;
  }

  /** True when a record is still open for more lines. */
  get open(): boolean {
    return this.#grouper.pendingLines > 0;
  }

  /** Writes the record that is still open. */
  flush(writer: LineWriter): void {
    const text = this.#grouper.flush();
    this.#now = nowNs();
    if (text !== undefined) this.#write(text, writer);
  }

  #plain(
    bytes: Buffer,
    start: number,
    lineEnd: number,
    encoding: "latin1" | "utf8",
    at: number,
    writer: LineWriter,
  ): void {
    if (this.#part > 0) return this.#lastPart(bytes.subarray(start, lineEnd), writer);
    const end = lineEnd > start && bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
    const marked = at === 0 && byteOrderMark.equals(bytes.subarray(start, start + byteOrderMark.length));
    const text = bytes.toString(encoding, marked ? start + byteOrderMark.length : start, end);
    if (this.#options.multiline === false) this.#write(text, writer);
    else this.#group(text, at, writer);
  }

  #json(bytes: Buffer, start: number, end: number, writer: LineWriter): boolean {
    // Lines of docker's json-file driver are grouped by their content, so they go the general way.
    if (!this.#copies || this.#part > 0 || isDocker(bytes, start)) return false;
    if (this.open) this.flush(writer);
    return this.#transcoder.transcode(bytes, start, end, writer, this.#now);
  }

  #group(text: string, at: number, writer: LineWriter): void {
    const finished = this.#grouper.push(text);
    if (finished !== undefined) this.#write(finished, writer);
    if (this.#grouper.pendingLines === 1) this.#openAt = at;
  }

  #write(text: string, writer: LineWriter): void {
    if (text === "") return;
    const parsed = this.#parser.parse(text, { now: this.#now, zone: this.#options.zone });
    this.#lines.write(parsed, this.#now, writer);
  }

  #lastPart(bytes: Buffer, writer: LineWriter): void {
    this.#cut(bytes, writer);
    this.#part = 0;
  }

  #cut(bytes: Buffer, writer: LineWriter): void {
    this.flush(writer);
    this.#part += 1;
    const parsed = {
      message: bytes.toString("utf8"),
      parseError: `line longer than ${lineBytesMax} bytes: this is part ${this.#part}`,
      attributes: { "log.record.part": String(this.#part) },
    };
    this.#lines.write(parsed, nowNs(), writer);
  }
}

function isDocker(bytes: Buffer, start: number): boolean {
  return bytes[start + 2] === 0x6c && dockerStart.equals(bytes.subarray(start, start + dockerStart.length));
}

// Where to cut at or just before `limit` so that no UTF-8 sequence is divided.
function characterBoundary(bytes: Buffer, limit: number): number {
  let end = limit;
  while (end > limit - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return ((bytes[end] ?? 0) & 0xc0) === 0x80 ? limit : end;
}
