// Writes parsed records as segment lines, byte by byte: the same as segmentLine, at a third of its cost.
import type { ParsedLine } from "../parsers/parsed-line.js";
import type { LineWriter } from "./line-writer.js";
import { piece, put, type Piece } from "./piece.js";
import { segmentLine, withoutLoneSurrogates, type RecordDefaults } from "./segment-line.js";

/** Texts longer than this are left to the engine's own JSON.stringify, which is faster for them. */
const copiedLengthMax = 256;
/** A UTF-16 unit becomes at most this many bytes: `\u0000`. */
const unitBytesMax = 6;
/** Texts remembered as pieces; streams with ever new ones start the memory anew. */
const piecesMax = 2000;
/** Room for what comes from no text: the time, the severity, the end. */
const ownBytesMax = 256;
const quote = 0x22;
const backslash = 0x5c;

const parts = {
  time: piece('{"time":"'),
  severity: piece(',"severity":'),
  message: piece(',"message":'),
  traceId: piece(',"trace_id":'),
  spanId: piece(',"span_id":'),
  parseError: piece(',"parse_error":'),
  empty: piece('""'),
  end: piece("}}\n"),
};

/** Pieces of texts that come again and again. */
class Pieces {
  readonly #known = new Map<string, Piece>();
  readonly #head: string;
  readonly #tail: string;

  /** Each piece is the text as JSON between `head` and `tail`. */
  constructor(head: string, tail: string) {
    this.#head = head;
    this.#tail = tail;
  }

  of(text: string): Piece {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const made = piece(this.#head + withoutLoneSurrogates(JSON.stringify(text)) + this.#tail);
    if (text.length > copiedLengthMax) return made;
    if (this.#known.size >= piecesMax) this.#known.clear();
    // A copy of the text, so that the block it may be a part of is not kept with it.
    this.#known.set(Buffer.from(text, "utf16le").toString("utf16le"), made);
    return made;
  }
}

// Of all streams together: there may be thousands.
const pieces = {
  levels: new Pieces('","level":', ""),
  service: new Pieces(',"service":', ""),
  host: new Pieces(',"host":', ""),
  logger: new Pieces(',"logger":', ""),
  dataset: new Pieces(',"dataset":', ""),
  names: new Pieces("", ":"),
};

/** Writes the records of one stream. */
export class ParsedLineWriter {
  readonly #defaults: RecordDefaults;
  readonly #ownNames: readonly string[];
  readonly #attributesHead: Piece;
  readonly #ownBytes: number;
  #target: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #writer: LineWriter | undefined;
  #out = 0;

  constructor(defaults: RecordDefaults) {
    this.#defaults = defaults;
    const own = defaults.attributes ?? {};
    this.#ownNames = Object.keys(own);
    this.#attributesHead = piece(`,"attributes":${withoutLoneSurrogates(JSON.stringify(own)).slice(0, -1)}`);
    this.#ownBytes = ownBytesMax + this.#attributesHead.length;
  }

  /** Writes one record; `now` is the time of one that has none. */
  write(parsed: ParsedLine, now: bigint, writer: LineWriter): void {
    const time = parsed.time ?? now;
    const { attributes } = parsed;
    const overrides = attributes !== undefined && this.#ownNames.some((name) => Object.hasOwn(attributes, name));
    if (overrides || time < 0n) {
      writer.writeLine(segmentLine(parsed, this.#defaults, now));
      return;
    }
    this.#writer = writer;
    this.#out = writer.length;
    this.#room(this.#ownBytes);
    this.#head(parsed, time);
    this.#fields(parsed);
    this.#attributes(attributes);
    this.#room(ownBytesMax);
    writer.length = put(parts.end, this.#view, this.#out);
    writer.records += 1;
  }

  #head(parsed: ParsedLine, time: bigint): void {
    const { level = "", severity = 0 } = parsed;
    this.#out = putNanoseconds(time, this.#target, put(parts.time, this.#view, this.#out));
    this.#put(pieces.levels.of(level));
    this.#put(parts.severity);
    if (severity > 9) this.#byte(0x30 + Math.floor(severity / 10));
    this.#byte(0x30 + (severity % 10));
  }

  #fields(parsed: ParsedLine): void {
    const { service, host, dataset } = this.#defaults;
    this.#put(parts.message);
    this.#text(parsed.message);
    this.#put(pieces.service.of(parsed.service ?? service));
    this.#put(pieces.host.of(parsed.host ?? host));
    this.#put(pieces.logger.of(parsed.logger ?? ""));
    this.#put(pieces.dataset.of(parsed.dataset ?? dataset));
    this.#optional(parts.traceId, parsed.traceId);
    this.#optional(parts.spanId, parsed.spanId);
    this.#optional(parts.parseError, parsed.parseError);
  }

  #attributes(attributes: Readonly<Record<string, string>> | undefined): void {
    this.#put(this.#attributesHead);
    if (attributes === undefined) return;
    let isFirst = this.#ownNames.length === 0;
    for (const name of Object.keys(attributes)) {
      if (!isFirst) this.#byte(0x2c);
      isFirst = false;
      this.#put(pieces.names.of(name));
      this.#text(attributes[name] ?? "");
    }
  }

  #optional(head: Piece, value: string | undefined): void {
    this.#put(head);
    if (value === undefined || value === "") this.#put(parts.empty);
    else this.#text(value);
  }

  #room(bytes: number): void {
    const writer = this.#writer as LineWriter;
    const { length } = writer;
    writer.length = this.#out;
    writer.reserve(bytes);
    writer.length = length;
    this.#target = writer.bytes;
    this.#view = writer.view;
  }

  #put(what: Piece): void {
    if (this.#out + what.length + ownBytesMax > this.#target.length) this.#room(what.length + ownBytesMax);
    this.#out = put(what, this.#view, this.#out);
  }

  #byte(byte: number): void {
    this.#target[this.#out] = byte;
    this.#out += 1;
  }

  /** A text in quotes. */
  #text(text: string): void {
    const start = this.#out;
    if (text.length <= copiedLengthMax) {
      if (start + text.length + ownBytesMax > this.#target.length) this.#room(text.length * unitBytesMax + ownBytesMax);
      this.#byte(quote);
      if (this.#copy(text)) {
        this.#byte(quote);
        return;
      }
      this.#out = start;
    }
    const json = withoutLoneSurrogates(JSON.stringify(text));
    this.#room(json.length * 3 + ownBytesMax);
    this.#out += (this.#writer as LineWriter).bytes.write(json, start);
  }

  /** Copies the characters; false when one is not plain ASCII. */
  #copy(text: string): boolean {
    const target = this.#target;
    let out = this.#out;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit < 0x20 || unit > 0x7e || unit === quote || unit === backslash) return false;
      target[out] = unit;
      out += 1;
    }
    this.#out = out;
    return true;
  }
}

const words = new BigUint64Array(1);
const quarters = new Uint16Array(words.buffer);
const billion = 1e9;

/** Writes a time that is not negative in decimal digits; answers where they end. */
function putNanoseconds(time: bigint, target: Uint8Array, to: number): number {
  words[0] = time;
  // A division by hand in steps of 16 bits: turning a bigint into text costs several times as much.
  let seconds = 0;
  let rest = 0;
  for (let quarter = 3; quarter >= 0; quarter -= 1) {
    const part = rest * 65_536 + (quarters[quarter] as number);
    const quotient = Math.floor(part / billion);
    seconds = seconds * 65_536 + quotient;
    rest = part - quotient * billion;
  }
  let out = to;
  if (seconds > 0) {
    out = putDigits(seconds, digitsOf(seconds), target, out);
    return putDigits(rest, 9, target, out);
  }
  return putDigits(rest, digitsOf(rest), target, out);
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let power = 10; power <= value; power *= 10) digits += 1;
  return digits;
}

function putDigits(value: number, count: number, target: Uint8Array, to: number): number {
  let rest = value;
  for (let at = to + count - 1; at >= to; at -= 1) {
    const next = Math.floor(rest / 10);
    target[at] = 0x30 + (rest - next * 10);
    rest = next;
  }
  return to + count;
}
