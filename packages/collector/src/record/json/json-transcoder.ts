// The fast way of a JSON line into the buffer: its bytes are checked and copied into the shape of a segment record
// without becoming JavaScript values. A line that is not plain enough is left to the general way (parsers/json), which
// gives the same record; json-transcoder.test.ts holds the two against each other.
import { attributesMax } from "../../limits.js";
import { levelOfNumber, levelOfSeverity, type Level } from "../../parsers/level.js";
import type { LineWriter } from "../line-writer.js";
import type { RecordDefaults } from "../segment-line.js";
import { type AttributeName, isKeyAt, keyKind, KeyTable, type KeyEntry } from "./key-table.js";
import { levelEntry, LevelTable, type LevelEntry } from "./level-table.js";
import { attributesText, fieldDefaults, lineParts, textHeads, type FieldDefault } from "./line-fields.js";
import { piece, put, type Piece } from "./piece.js";
import { copyString, literalEnd, plainNumberEnd, plainStringEnd } from "./text-scan.js";
import { writeEpoch, writeIsoTime } from "./time-scan.js";

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openCurly = 0x7b;
const closeCurly = 0x7d;
const objectDepthMax = 8;
/** Room for everything in a record that does not come from its line. */
const ownBytesMax = 1024;
const timeDigitsMax = 32;
/** From here on the call of a native copy costs less than a loop. */
const nativeCopyBytesMin = 80;

const keys = new KeyTable();
const levels = new LevelTable();
let lineNumber = 0;

/** Stands before the first key of a line. */
const firstKey: { follower: KeyEntry | undefined } = { follower: undefined };

/** Turns JSON lines of one stream into segment records. */
export class JsonTranscoder {
  readonly #defaults: readonly FieldDefault[];
  readonly #ownAttributes: Piece;
  readonly #ownNames: readonly string[];
  readonly #ownBytes: number;
  #own: AttributeName[] = [];
  #ownGeneration = -1;
  #previous: KeyEntry | undefined;
  readonly #time = new Uint8Array(timeDigitsMax);
  #source: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #target: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #out = 0;
  #attributes = new Uint8Array(4096);
  #attributesView: DataView = new DataView(this.#attributes.buffer);
  #attributesOut = 0;
  #attributeCount = 0;
  /** Kinds that the line has, as bits; and those whose value is written. */
  #seen = 0;
  #written = 0;
  #timeDigits = 0;
  #named: LevelEntry | undefined;
  #numbered: LevelEntry | undefined;
  #nameFrom = 0;
  #nameEnd = 0;

  constructor(defaults: RecordDefaults) {
    this.#defaults = fieldDefaults(defaults);
    this.#ownAttributes = attributesText(defaults.attributes ?? {});
    const defaultBytes = this.#defaults.reduce((sum, each) => sum + each.piece.length, 0);
    this.#ownBytes = ownBytesMax + defaultBytes + this.#ownAttributes.length;
    this.#ownNames = Object.keys(defaults.attributes ?? {});
  }

  /**
   * Writes the record of the line from `from` to `end`, whose bytes are valid UTF-8; `now` is the time of a record that
   * has none. Answers false, and writes nothing, when the line is to go the general way.
   */
  transcode(source: Uint8Array, from: number, end: number, writer: LineWriter, now: bigint): boolean {
    writer.reserve(end - from + ownBytesMax);
    this.#begin(source, from, end, writer);
    const { generation } = keys;
    if (!this.#members(undefined, 0) || !this.#onlySpaceLeft() || keys.generation !== generation) return false;
    if ((this.#written & (1 << keyKind.message)) === 0 || !this.#finishName()) return false;
    this.#finish(writer, now);
    return true;
  }

  #begin(source: Uint8Array, from: number, end: number, writer: LineWriter): void {
    this.#source = source;
    this.#at = from;
    this.#end = end;
    this.#target = writer.bytes;
    this.#view = writer.view;
    this.#out = put(lineParts.head, writer.view, writer.length);
    this.#attributesOut = 0;
    this.#attributeCount = 0;
    this.#seen = 0;
    this.#written = 0;
    this.#timeDigits = 0;
    this.#named = undefined;
    this.#numbered = undefined;
    lineNumber = (lineNumber + 1) | 0;
    this.#previous = undefined;
    if (this.#ownGeneration !== keys.generation) this.#findOwn();
    for (const name of this.#own) name.line = lineNumber;
  }

  // A line that has an attribute of its input's is left to the general way: its own value wins.
  #findOwn(): void {
    this.#own = this.#ownNames.map((name) => keys.name(name));
    this.#ownGeneration = keys.generation;
  }

  #space(): number {
    const source = this.#source;
    let at = this.#at;
    let byte = source[at];
    while (byte === 0x20 || byte === 0x09 || byte === 0x0d) {
      at += 1;
      byte = source[at];
    }
    this.#at = at;
    return at < this.#end ? (byte as number) : -1;
  }

  #onlySpaceLeft(): boolean {
    return this.#space() === -1;
  }

  #members(parent: KeyEntry | undefined, depth: number): boolean {
    if (this.#space() !== openCurly || depth > objectDepthMax) return false;
    this.#at += 1;
    if (this.#space() === closeCurly) {
      this.#at += 1;
      return true;
    }
    for (;;) {
      if (!this.#member(parent, depth)) return false;
      const next = this.#space();
      this.#at += 1;
      if (next === closeCurly) return true;
      if (next !== comma) return false;
    }
  }

  #member(parent: KeyEntry | undefined, depth: number): boolean {
    if (this.#space() !== quote) return false;
    const entry = this.#key(parent, this.#at + 1);
    // The same key twice in a line is left to the general way.
    if (entry === undefined || entry.line === lineNumber) return false;
    entry.line = lineNumber;
    this.#previous = entry;
    this.#at += entry.key.length + 1;
    if (this.#space() !== colon) return false;
    this.#at += 1;
    const first = this.#space();
    if (entry.kind === keyKind.other) return false;
    if (first === openCurly) return entry.kind !== keyKind.message && this.#members(entry, depth + 1);
    if (entry.kind !== keyKind.attribute) return first === quote ? this.#text(entry.kind) : this.#number(entry.kind);
    return first === quote ? this.#textAttribute(entry) : this.#bareAttribute(entry);
  }

  #key(parent: KeyEntry | undefined, from: number): KeyEntry | undefined {
    const previous = this.#previous ?? firstKey;
    const guess = previous.follower;
    if (guess !== undefined && guess.parent === parent && isKeyAt(guess, this.#source, from)) return guess;
    const entry = keys.find(parent, this.#source, from, this.#end);
    previous.follower = entry;
    return entry;
  }

  // Room for a head and for a value that is the rest of the line.
  #roomForAttribute(entry: KeyEntry): boolean {
    const bytes = this.#attributesOut + entry.attribute.length + (this.#end - this.#at) + 2;
    if (bytes > this.#attributes.length) {
      const larger = new Uint8Array(bytes * 2);
      larger.set(this.#attributes.subarray(0, this.#attributesOut));
      this.#attributes = larger;
      this.#attributesView = new DataView(larger.buffer);
    }
    if (entry.name.line === lineNumber) return false;
    entry.name.line = lineNumber;
    this.#attributeCount += 1;
    return this.#attributeCount <= attributesMax;
  }

  #textAttribute(entry: KeyEntry): boolean {
    if (!this.#roomForAttribute(entry)) return false;
    const to = put(entry.attribute, this.#attributesView, this.#attributesOut);
    const from = this.#at + 1;
    const end = copyString(this.#source, from, this.#end, this.#attributes, to);
    if (end === -1) return false;
    this.#endAttribute(to + end - from, end + 1);
    return true;
  }

  // Numbers, true, false and null become texts as they are written.
  #bareAttribute(entry: KeyEntry): boolean {
    if (!this.#roomForAttribute(entry)) return false;
    const from = this.#at;
    const first = this.#source[from] as number;
    const end = first >= 0x61 ? literalEnd(this.#source, from) : plainNumberEnd(this.#source, from);
    if (end === -1 || end > this.#end) return false;
    let to = put(entry.attribute, this.#attributesView, this.#attributesOut);
    for (let at = from; at < end; at += 1, to += 1) this.#attributes[to] = this.#source[at] as number;
    this.#endAttribute(to, end);
    return true;
  }

  #endAttribute(to: number, at: number): void {
    this.#attributes[to] = quote;
    this.#attributesOut = to + 1;
    this.#at = at;
  }

  /** True when the line had no such field before. */
  #first(kind: number): boolean {
    const bit = 1 << kind;
    const fresh = (this.#seen & bit) === 0;
    this.#seen |= bit;
    return fresh;
  }

  /** The text of a known field. */
  #text(kind: number): boolean {
    if (kind === keyKind.levelNumber) return false;
    if (!this.#first(kind === keyKind.severity ? keyKind.level : kind)) return false;
    const head = textHeads[kind];
    if (head !== undefined) return this.#copyText(kind, head);
    const from = this.#at + 1;
    const end = plainStringEnd(this.#source, from, this.#end);
    if (end === -1) return false;
    this.#at = end + 1;
    return this.#plainText(kind, from, end);
  }

  #plainText(kind: number, from: number, end: number): boolean {
    switch (kind) {
      case keyKind.time:
        return this.#timeText(from, end);
      case keyKind.level:
      case keyKind.severity:
        this.#named = levels.find(this.#source, from, end);
        return this.#named !== undefined;
      case keyKind.name:
        this.#nameFrom = from;
        this.#nameEnd = end;
        return true;
      default:
        return kind === keyKind.parseError && from === end;
    }
  }

  #timeText(from: number, end: number): boolean {
    if (writeIsoTime(this.#source, from, end, this.#time, 0)) this.#timeDigits = 19;
    else this.#timeDigits = writeEpoch(this.#source, from, end, this.#time, 0);
    return this.#timeDigits > 0;
  }

  #copyText(kind: number, head: Piece): boolean {
    const to = put(head, this.#view, this.#out);
    const from = this.#at + 1;
    const end = copyString(this.#source, from, this.#end, this.#target, to);
    if (end === -1) return false;
    this.#at = end + 1;
    if (end === from && kind !== keyKind.message) return true;
    if (kind >= keyKind.traceId && !this.#isId(from, end, kind === keyKind.traceId ? 32 : 16)) return false;
    this.#target[to + end - from] = quote;
    this.#out = to + end - from + 1;
    this.#written |= 1 << kind;
    return true;
  }

  // Hexadecimal digits in lower case, not all zero.
  #isId(from: number, end: number, digits: number): boolean {
    if (end - from !== digits) return false;
    let any = false;
    for (let at = from; at < end; at += 1) {
      const byte = this.#source[at] as number;
      if (byte < 0x30 || byte > 0x66 || (byte > 0x39 && byte < 0x61)) return false;
      any ||= byte !== 0x30;
    }
    return any;
  }

  /** A known field that is a number: a time or a level. */
  #number(kind: number): boolean {
    const from = this.#at;
    const end = plainNumberEnd(this.#source, from);
    if (end === -1 || end > this.#end) return false;
    this.#at = end;
    if (kind === keyKind.time) {
      this.#timeDigits = writeEpoch(this.#source, from, end, this.#time, 0);
      return this.#timeDigits > 0 && this.#first(kind);
    }
    if (kind !== keyKind.level && kind !== keyKind.levelNumber && kind !== keyKind.severity) return false;
    const value = end - from === 1 ? this.#digit(from) : this.#digit(from) * 10 + this.#digit(from + 1);
    if (end - from > 2 || value < 0) return false;
    return kind === keyKind.level ? this.#levelOf(value) : this.#severityOf(value);
  }

  #digit(at: number): number {
    const digit = (this.#source[at] as number) - 0x30;
    return digit >= 0 && digit <= 9 ? digit : -1000;
  }

  #levelOf(value: number): boolean {
    this.#named = numberedLevel(levelsByNumber, value, levelOfNumber);
    return this.#named !== undefined && this.#first(keyKind.level);
  }

  #severityOf(value: number): boolean {
    this.#numbered = numberedLevel(levelsBySeverity, value, levelOfSeverity);
    return this.#numbered !== undefined && this.#first(keyKind.levelNumber);
  }

  // `name` is the logger of a record that has a level and no logger.
  #finishName(): boolean {
    if ((this.#seen & (1 << keyKind.name)) === 0) return true;
    const hasLevel = this.#named !== undefined || this.#numbered !== undefined;
    if (!hasLevel || (this.#written & (1 << keyKind.logger)) !== 0) return false;
    this.#out = put(textHeads[keyKind.logger] as Piece, this.#view, this.#out);
    for (let at = this.#nameFrom; at < this.#nameEnd; at += 1, this.#out += 1) {
      this.#target[this.#out] = this.#source[at] as number;
    }
    this.#target[this.#out] = quote;
    this.#out += 1;
    this.#written |= 1 << keyKind.logger;
    return true;
  }

  #finish(writer: LineWriter, now: bigint): void {
    writer.length = this.#out;
    writer.reserve(this.#attributesOut + this.#ownBytes);
    const { view } = writer;
    this.#target = writer.bytes;
    let out = this.#out;
    for (const each of this.#defaults) if ((this.#written & (1 << each.kind)) === 0) out = put(each.piece, view, out);
    out = this.#putTime(view, put(lineParts.time, view, out), now);
    out = this.#putLevel(view, put(lineParts.timeEnd, view, out));
    out = put(lineParts.attributes, view, out);
    out = this.#putAttributes(view, out);
    writer.length = put(lineParts.end, view, out);
    writer.records += 1;
  }

  #putTime(view: DataView, to: number, now: bigint): number {
    if (this.#timeDigits === 0) return put(piece(now.toString()), view, to);
    for (let at = 0; at < this.#timeDigits; at += 1) this.#target[to + at] = this.#time[at] as number;
    return to + this.#timeDigits;
  }

  #putLevel(view: DataView, to: number): number {
    const level = this.#named ?? this.#numbered;
    if (level === undefined) return put(lineParts.noLevel, view, to);
    const severity = (this.#numbered ?? level).severity;
    let out = put(level.head, view, to);
    if (severity > 9) {
      this.#target[out] = 0x30 + Math.floor(severity / 10);
      out += 1;
    }
    this.#target[out] = 0x30 + (severity % 10);
    return out + 1;
  }

  #putAttributes(view: DataView, to: number): number {
    const own = put(this.#ownAttributes, view, to);
    const attributes = this.#attributes;
    const end = this.#attributesOut;
    if (end === 0) return own;
    // Each attribute begins with a comma; the first of all goes without.
    const first = own === to ? 1 : 0;
    if (end < nativeCopyBytesMin) {
      for (let at = first; at < end; at += 1) this.#target[own + at - first] = attributes[at] as number;
    } else this.#target.set(attributes.subarray(first, end), own);
    return own + end - first;
  }
}

type NumberedLevels = Map<number, LevelEntry>;
const levelsByNumber: NumberedLevels = new Map();
const levelsBySeverity: NumberedLevels = new Map();

// At most a hundred numbers each: those of two digits.
function numberedLevel(
  known: NumberedLevels,
  value: number,
  levelOf: (value: number) => Level | undefined,
): LevelEntry | undefined {
  const entry = known.get(value);
  if (entry !== undefined) return entry;
  const level = levelOf(value);
  if (level === undefined) return undefined;
  const made = levelEntry(level);
  known.set(value, made);
  return made;
}
