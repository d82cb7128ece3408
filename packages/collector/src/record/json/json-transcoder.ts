// The fast way of a JSON line into the buffer: its bytes are checked and copied into the shape of a segment record
// without becoming JavaScript values. A line that is not plain enough is left to the general way (parsers/json), which
// gives the same record; json-transcoder.test.ts holds the two against each other.
import { isKeyAt, keyKind, keyKindOf, KeyTable, type KeyEntry } from "../key-table.js";
import { LevelTable } from "../level-table.js";
import { textHeads } from "../line-fields.js";
import type { LineWriter } from "../line-writer.js";
import { put, type Piece } from "../piece.js";
import { objectDepthMax, ownBytesMax, RecordTranscoder } from "../record-transcoder.js";
import type { RecordDefaults } from "../segment-line.js";
import { copyString, literalEnd, plainNumberEnd, plainStringEnd } from "./text-scan.js";
import { writeEpoch, writeIsoTime } from "./time-scan.js";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openCurly = 0x7b;
const closeCurly = 0x7d;

// `log` may be a docker line, whose content is parsed again.
const keys = new KeyTable((path) => (path.toLowerCase() === "log" ? keyKind.other : keyKindOf(path)));
const levels = new LevelTable();

/** Turns JSON lines of one stream into segment records. */
export class JsonTranscoder extends RecordTranscoder {
  #nameFrom = 0;
  #nameEnd = 0;

  constructor(defaults: RecordDefaults) {
    super(defaults, keys);
  }

  /**
   * Writes the record of the line from `from` to `end`, whose bytes are valid UTF-8; `now` is the time of a record that
   * has none. Answers false, and writes nothing, when the line is to go the general way.
   */
  transcode(source: Uint8Array, from: number, end: number, writer: LineWriter, now: bigint): boolean {
    writer.reserve(end - from + ownBytesMax);
    this.begin(source, from, end, writer);
    const { generation } = keys;
    if (!this.#members(undefined, 0) || !this.#onlySpaceLeft() || keys.generation !== generation) return false;
    if ((this.written & (1 << keyKind.message)) === 0 || !this.#finishName()) return false;
    this.finish(writer, now);
    return true;
  }

  #space(): number {
    const source = this.source;
    let at = this.at;
    let byte = source[at];
    while (byte === 0x20 || byte === 0x09 || byte === 0x0d) {
      at += 1;
      byte = source[at];
    }
    this.at = at;
    return at < this.end ? (byte as number) : -1;
  }

  #onlySpaceLeft(): boolean {
    return this.#space() === -1;
  }

  #members(parent: KeyEntry | undefined, depth: number): boolean {
    if (this.#space() !== openCurly || depth > objectDepthMax) return false;
    this.at += 1;
    if (this.#space() === closeCurly) {
      this.at += 1;
      return true;
    }
    for (;;) {
      if (!this.#member(parent, depth)) return false;
      const next = this.#space();
      this.at += 1;
      if (next === closeCurly) return true;
      if (next !== comma) return false;
    }
  }

  #member(parent: KeyEntry | undefined, depth: number): boolean {
    if (this.#space() !== quote) return false;
    const entry = this.#key(parent, this.at + 1);
    // The same key twice in a line is left to the general way.
    if (entry === undefined || entry.line === keys.line) return false;
    entry.line = keys.line;
    this.previous = entry;
    this.at += entry.key.length + 1;
    if (this.#space() !== colon) return false;
    this.at += 1;
    const first = this.#space();
    if (entry.kind === keyKind.other) return false;
    if (first === openCurly) return entry.kind !== keyKind.message && this.#members(entry, depth + 1);
    if (entry.kind !== keyKind.attribute) return first === quote ? this.#text(entry.kind) : this.#number(entry.kind);
    return first === quote ? this.#textAttribute(entry) : this.#bareAttribute(entry);
  }

  #key(parent: KeyEntry | undefined, from: number): KeyEntry | undefined {
    const guess = this.guess();
    if (guess !== undefined && guess.parent === parent && isKeyAt(guess, this.source, from)) return guess;
    const entry = keys.find(parent, this.source, from, this.end);
    this.follow(entry);
    return entry;
  }

  #textAttribute(entry: KeyEntry): boolean {
    if (!this.roomForAttribute(entry, this.end - this.at)) return false;
    const to = put(entry.attribute, this.attributesView, this.attributesOut);
    const from = this.at + 1;
    const end = copyString(this.source, from, this.end, this.attributes, to);
    if (end === -1) return false;
    this.endAttribute(to + end - from);
    this.at = end + 1;
    return true;
  }

  // Numbers, true, false and null become texts as they are written.
  #bareAttribute(entry: KeyEntry): boolean {
    if (!this.roomForAttribute(entry, this.end - this.at)) return false;
    const from = this.at;
    const first = this.source[from] as number;
    const end = first >= 0x61 ? literalEnd(this.source, from) : plainNumberEnd(this.source, from);
    if (end === -1 || end > this.end) return false;
    let to = put(entry.attribute, this.attributesView, this.attributesOut);
    for (let at = from; at < end; at += 1, to += 1) this.attributes[to] = this.source[at] as number;
    this.endAttribute(to);
    this.at = end;
    return true;
  }

  /** The text of a known field. */
  #text(kind: number): boolean {
    if (kind === keyKind.levelNumber) return false;
    if (!this.first(kind === keyKind.severity ? keyKind.level : kind)) return false;
    const head = textHeads[kind];
    if (head !== undefined) return this.#copyText(kind, head);
    const from = this.at + 1;
    const end = plainStringEnd(this.source, from, this.end);
    if (end === -1) return false;
    this.at = end + 1;
    return this.#plainText(kind, from, end);
  }

  #plainText(kind: number, from: number, end: number): boolean {
    switch (kind) {
      case keyKind.time:
        return this.#timeText(from, end);
      case keyKind.level:
      case keyKind.severity:
        this.named = levels.find(this.source, from, end);
        return this.named !== undefined;
      case keyKind.name:
        this.#nameFrom = from;
        this.#nameEnd = end;
        return true;
      default:
        return kind === keyKind.parseError && from === end;
    }
  }

  #timeText(from: number, end: number): boolean {
    if (writeIsoTime(this.source, from, end, this.time, 0)) this.timeDigits = 19;
    else this.timeDigits = writeEpoch(this.source, from, end, this.time, 0);
    return this.timeDigits > 0;
  }

  #copyText(kind: number, head: Piece): boolean {
    const to = put(head, this.view, this.out);
    const from = this.at + 1;
    const end = copyString(this.source, from, this.end, this.target, to);
    if (end === -1) return false;
    this.at = end + 1;
    if (end === from && kind !== keyKind.message) return true;
    // The audit chain finds its records by the bytes of their dataset: there must be one way to write it.
    if (kind === keyKind.dataset && this.source.subarray(from, end).includes(backslash)) return false;
    if (kind >= keyKind.traceId && !this.isId(from, end, kind === keyKind.traceId ? 32 : 16)) return false;
    this.target[to + end - from] = quote;
    this.out = to + end - from + 1;
    this.written |= 1 << kind;
    return true;
  }

  /** A known field that is a number: a time or a level. */
  #number(kind: number): boolean {
    const from = this.at;
    const end = plainNumberEnd(this.source, from);
    if (end === -1 || end > this.end) return false;
    this.at = end;
    if (kind === keyKind.time) {
      this.timeDigits = writeEpoch(this.source, from, end, this.time, 0);
      return this.timeDigits > 0 && this.first(kind);
    }
    if (kind !== keyKind.level && kind !== keyKind.levelNumber && kind !== keyKind.severity) return false;
    const value = end - from === 1 ? this.#digit(from) : this.#digit(from) * 10 + this.#digit(from + 1);
    if (end - from > 2 || value < 0) return false;
    return kind === keyKind.level ? this.levelOf(value) : this.severityOf(value);
  }

  #digit(at: number): number {
    const digit = (this.source[at] as number) - 0x30;
    return digit >= 0 && digit <= 9 ? digit : -1000;
  }

  // `name` is the logger of a record that has a level and no logger.
  #finishName(): boolean {
    if ((this.seen & (1 << keyKind.name)) === 0) return true;
    const hasLevel = this.named !== undefined || this.numbered !== undefined;
    if (!hasLevel || (this.written & (1 << keyKind.logger)) !== 0) return false;
    this.out = put(textHeads[keyKind.logger] as Piece, this.view, this.out);
    for (let at = this.#nameFrom; at < this.#nameEnd; at += 1, this.out += 1) {
      this.target[this.out] = this.source[at] as number;
    }
    this.target[this.out] = quote;
    this.out += 1;
    this.written |= 1 << keyKind.logger;
    return true;
  }
}
