// From the lines of one stream to segment records. Each stream has its own decoder: it remembers the stream's format
// and keeps the lines of an open stack trace.
import { isAscii, isUtf8 } from "node:buffer";
import { lineBytesMax } from "../limits.js";
import { StreamGrouper } from "../multiline/stream-grouper.js";
import { createAutoParser } from "../parsers/auto.js";
import { parseCutObject } from "../parsers/cut-object.js";
import type { ParseContext, ParsedLine, RecordParser } from "../parsers/parsed-line.js";
import type { Zone } from "../timestamps/zone.js";
import { JsonTranscoder } from "./json/json-transcoder.js";
import type { LineWriter } from "./line-writer.js";
import { ParsedLineWriter } from "./parsed-line-writer.js";
import { nowNs, type RecordDefaults } from "./segment-line.js";
import { markLength, type WideEncoding, wideEncodingOf, wideNewline, wideText } from "./wide-text.js";

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
  readonly #grouper = new StreamGrouper();
  readonly #transcoder: JsonTranscoder;
  readonly #lines: ParsedLineWriter;
  #now = 0n;
  /** `null` before the first bytes; `undefined` for UTF-8. */
  #wide: WideEncoding | undefined | null = null;
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
    if (this.#wide === null && bytes.length > 1) this.#wide = wideEncodingOf(bytes, at);
    if (typeof this.#wide === "string") return this.#decodeWide(bytes, at, this.#wide, writer);
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
      this.#cut(bytes.toString("utf8", start, end), writer);
      start = end;
    }
    return start;
  }

  #decodeWide(bytes: Buffer, at: number, encoding: WideEncoding, writer: LineWriter): number {
    this.#now = nowNs();
    let start = at === 0 ? markLength(bytes) : 0;
    for (let end = wideNewline(bytes, start, encoding); end !== -1; end = wideNewline(bytes, start, encoding)) {
      this.#text(wideText(bytes.subarray(start, end), encoding), at + start, writer);
      start = end + 2;
    }
    for (; bytes.length - start > lineBytesMax; start += lineBytesMax) {
      this.#cut(wideText(bytes.subarray(start, start + lineBytesMax), encoding), writer);
    }
    return start;
  }

  /** Decodes one line, without its newline, that starts at offset `at`. */
  line(bytes: Buffer, at: number, writer: LineWriter): void {
    this.#now = nowNs();
    if (typeof this.#wide === "string") this.#text(wideText(bytes, this.#wide), at, writer);
    else this.#plain(bytes, 0, bytes.length, "utf8", at, writer);
  }

  /** Offset of the first line that is not written yet, when `read` is the offset after the last line decoded. */
  committed(read: number): number {
    return this.#grouper.open ? this.#grouper.openAt : read;
  }

  /** True when a record is still open for more lines. */
  get open(): boolean {
    return this.#grouper.open;
  }

  /** Writes the records that are still open. */
  flush(writer: LineWriter): void {
    if (!this.#grouper.open) return;
    this.#now = nowNs();
    for (const text of this.#grouper.flush()) this.#write(text, writer);
  }

  #plain(
    bytes: Buffer,
    start: number,
    lineEnd: number,
    encoding: "latin1" | "utf8",
    at: number,
    writer: LineWriter,
  ): void {
    const end = lineEnd > start && bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
    const marked = at === 0 && byteOrderMark.equals(bytes.subarray(start, start + byteOrderMark.length));
    this.#text(bytes.toString(encoding, marked ? start + byteOrderMark.length : start, end), at, writer);
  }

  #text(text: string, at: number, writer: LineWriter): void {
    if (this.#part > 0) this.#lastPart(text, writer);
    else if (this.#options.multiline === false) this.#write(text, writer);
    else this.#group(text, at, writer);
  }

  #json(bytes: Buffer, start: number, end: number, writer: LineWriter): boolean {
    // Lines of docker's json-file driver are grouped by their content, so they go the general way.
    if (!this.#copies || this.#part > 0 || isDocker(bytes, start)) return false;
    if (this.open) this.flush(writer);
    return this.#transcoder.transcode(bytes, start, end, writer, this.#now);
  }

  #group(text: string, at: number, writer: LineWriter): void {
    let finished = this.#grouper.push(text, at);
    while (finished !== undefined) {
      this.#write(finished, writer);
      finished = this.#grouper.take();
    }
  }

  #write(text: string, writer: LineWriter): void {
    if (text === "") return;
    const parsed = this.#parser.parse(text, { now: this.#now, zone: this.#options.zone });
    this.#lines.write(parsed, this.#now, writer);
  }

  #lastPart(text: string, writer: LineWriter): void {
    this.#cut(text, writer);
    this.#part = 0;
  }

  #parseCut(text: string, context: ParseContext): ParsedLine {
    return (this.#copies ? parseCutObject(text, context) : undefined) ?? this.#parser.parse(text, context);
  }

  // The first part has the line's header: its time and level are kept.
  #cut(text: string, writer: LineWriter): void {
    this.flush(writer);
    this.#now = nowNs();
    this.#part += 1;
    const context = { now: this.#now, zone: this.#options.zone };
    const parsed: ParsedLine = this.#part === 1 ? this.#parseCut(text, context) : { message: text };
    parsed.parseError = `line longer than ${lineBytesMax} bytes: this is part ${this.#part}`;
    parsed.attributes = { ...parsed.attributes, "log.record.part": String(this.#part) };
    this.#lines.write(parsed, this.#now, writer);
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
