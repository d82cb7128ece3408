// The fast way of a JSON line into the buffer: its bytes are checked and copied into the shape of a segment record
// without becoming JavaScript values. A line that is not plain enough is left to the general way (parsers/json), which
// gives the same record; json-transcoder.test.ts holds the two against each other.
import { attributesMax } from "../../limits.js";
import { levelOfNumber, levelOfSeverity, type Level } from "../../parsers/level.js";
import type { LineWriter } from "../line-writer.js";
import type { RecordDefaults } from "../segment-line.js";
import { emptyHash, hashWith, keyKind, KeyTable, type KeyEntry } from "./key-table.js";
import { levelEntry, LevelTable, type LevelEntry } from "./level-table.js";
import { attributesText, fieldDefaults, lineParts, textHeads, type FieldDefault } from "./line-fields.js";
import { copyString, literalEnd, plainNumberEnd, plainStringEnd } from "./text-scan.js";
import { writeEpoch, writeIsoTime } from "./time-scan.js";

const quote = 0x22;
const comma = 0x2c;
const dot = 0x2e;
const colon = 0x3a;
const openCurly = 0x7b;
const closeCurly = 0x7d;
const objectDepthMax = 8;
/** Room for everything in a record that does not come from its line. */
const ownBytesMax = 1024;
const prefixBytesMax = 256;
const timeDigitsMax = 32;

const keys = new KeyTable();
const levels = new LevelTable();
let lineNumber = 0;

/** Copies a short piece; answers where it ends in the target. */
function put(piece: Uint8Array, target: Uint8Array, to: number): number {
  for (let at = 0; at < piece.length; at += 1) target[to + at] = piece[at] as number;
  return to + piece.length;
}

// The same key twice in a line is left to the general way.
function isFirstUse(entry: KeyEntry, plain: boolean): boolean {
  const last = plain ? entry.plainLine : entry.line;
  if (plain) entry.plainLine = lineNumber;
  else entry.line = lineNumber;
  return last !== lineNumber;
}

/** Turns JSON lines of one stream into segment records. */
export class JsonTranscoder {
  readonly #defaults: readonly FieldDefault[];
  readonly #ownAttributes: Uint8Array;
  readonly #ownKeys: readonly Uint8Array[];
  readonly #prefix = new Uint8Array(prefixBytesMax);
  readonly #time = new Uint8Array(timeDigitsMax);
  #source: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #target: Uint8Array = new Uint8Array(0);
  #out = 0;
  #attributes = new Uint8Array(4096);
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
    this.#ownKeys = Object.keys(defaults.attributes ?? {}).map((name) => new Uint8Array(Buffer.from(name)));
  }

  /**
   * Writes the record of the line from `from` to `end`, whose bytes are valid UTF-8; `now` is the time of a record that
   * has none. Answers false, and writes nothing, when the line is to go the general way.
   */
  transcode(source: Uint8Array, from: number, end: number, writer: LineWriter, now: bigint): boolean {
    writer.reserve(end - from + ownBytesMax);
    this.#begin(source, from, end, writer);
    const { generation } = keys;
    if (!this.#members(0, emptyHash, 0, false) || !this.#onlySpaceLeft() || keys.generation !== generation)
      return false;
    if ((this.#written & (1 << keyKind.message)) === 0 || !this.#finishName()) return false;
    this.#finish(writer, now);
    return true;
  }

  #begin(source: Uint8Array, from: number, end: number, writer: LineWriter): void {
    this.#source = source;
    this.#at = from;
    this.#end = end;
    this.#target = writer.bytes;
    this.#out = put(lineParts.head, writer.bytes, writer.length);
    this.#attributesOut = 0;
    this.#attributeCount = 0;
    this.#seen = 0;
    this.#written = 0;
    this.#timeDigits = 0;
    this.#named = undefined;
    this.#numbered = undefined;
    lineNumber = (lineNumber + 1) | 0;
    for (const key of this.#ownKeys) this.#markOwn(key);
  }

  // A line that has an attribute of its input's is left to the general way: its own value wins.
  #markOwn(key: Uint8Array): void {
    let hash = emptyHash;
    for (const byte of key) hash = hashWith(hash, byte);
    const entry = keys.find(key, 0, key, 0, key.length, hash);
    if (entry !== undefined) entry.attributeLine = lineNumber;
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

  /** An object's members, whose paths begin with the prefix; `plain` when they are all attributes. */
  #members(prefixBytes: number, prefixHash: number, depth: number, plain: boolean): boolean {
    if (this.#space() !== openCurly || depth > objectDepthMax) return false;
    this.#at += 1;
    if (this.#space() === closeCurly) {
      this.#at += 1;
      return true;
    }
    for (;;) {
      if (!this.#member(prefixBytes, prefixHash, depth, plain)) return false;
      const next = this.#space();
      this.#at += 1;
      if (next === closeCurly) return true;
      if (next !== comma) return false;
    }
  }

  #member(prefixBytes: number, prefixHash: number, depth: number, plain: boolean): boolean {
    if (this.#space() !== quote) return false;
    const source = this.#source;
    const from = this.#at + 1;
    let at = from;
    let hash = prefixHash;
    for (let byte = source[at] as number; byte !== quote; byte = source[at] as number) {
      if (byte < 0x20 || byte === 0x5c || at >= this.#end) return false;
      hash = hashWith(hash, byte);
      at += 1;
    }
    this.#at = at + 1;
    const entry = keys.find(this.#prefix, prefixBytes, source, from, at, hash);
    if (entry === undefined || !isFirstUse(entry, plain) || this.#space() !== colon) return false;
    this.#at += 1;
    return this.#value(entry, hash, depth, plain);
  }

  #value(entry: KeyEntry, hash: number, depth: number, plain: boolean): boolean {
    const first = this.#space();
    const kind = plain ? keyKind.attribute : entry.kind;
    if (kind === keyKind.other) return false;
    if (first === openCurly) return this.#object(entry, kind, hash, depth, plain);
    if (first === quote) return kind === keyKind.attribute ? this.#textAttribute(entry) : this.#text(kind);
    return kind === keyKind.attribute ? this.#bareAttribute(entry) : this.#number(kind);
  }

  #object(entry: KeyEntry, kind: number, hash: number, depth: number, plain: boolean): boolean {
    if (kind === keyKind.message) return false;
    const { path } = entry;
    if (entry.isAttributes && depth === 0) return this.#members(0, emptyHash, depth + 1, true);
    if (path.length === 0 || path.length + 1 >= prefixBytesMax) return false;
    this.#prefix.set(path);
    this.#prefix[path.length] = dot;
    return this.#members(path.length + 1, hashWith(hash, dot), depth + 1, plain);
  }

  // Room for a head and for a value that is the rest of the line.
  #roomForAttribute(entry: KeyEntry): boolean {
    const bytes = this.#attributesOut + entry.attribute.length + (this.#end - this.#at) + 2;
    if (bytes > this.#attributes.length) {
      const larger = new Uint8Array(bytes * 2);
      larger.set(this.#attributes.subarray(0, this.#attributesOut));
      this.#attributes = larger;
    }
    if (entry.attributeLine === lineNumber) return false;
    entry.attributeLine = lineNumber;
    this.#attributeCount += 1;
    return this.#attributeCount <= attributesMax;
  }

  #textAttribute(entry: KeyEntry): boolean {
    if (!this.#roomForAttribute(entry)) return false;
    const to = put(entry.attribute, this.#attributes, this.#attributesOut);
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
    let to = put(entry.attribute, this.#attributes, this.#attributesOut);
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

  #copyText(kind: number, head: Uint8Array): boolean {
    const to = put(head, this.#target, this.#out);
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
    this.#out = put(textHeads[keyKind.logger] as Uint8Array, this.#target, this.#out);
    for (let at = this.#nameFrom; at < this.#nameEnd; at += 1, this.#out += 1) {
      this.#target[this.#out] = this.#source[at] as number;
    }
    this.#target[this.#out] = quote;
    this.#out += 1;
    this.#written |= 1 << keyKind.logger;
    return true;
  }

  #finish(writer: LineWriter, now: bigint): void {
    const more = this.#attributesOut + this.#ownAttributes.length + ownBytesMax;
    const missing = this.#defaults.reduce((sum, { bytes }) => sum + bytes.length, more);
    writer.length = this.#out;
    writer.reserve(missing);
    const target = writer.bytes;
    let out = this.#out;
    for (const { kind, bytes } of this.#defaults)
      if ((this.#written & (1 << kind)) === 0) out = put(bytes, target, out);
    out = this.#putTime(target, put(lineParts.time, target, out), now);
    out = this.#putLevel(target, put(lineParts.timeEnd, target, out));
    out = put(lineParts.attributes, target, out);
    out = this.#putAttributes(target, out);
    writer.length = put(lineParts.end, target, out);
    writer.records += 1;
  }

  #putTime(target: Uint8Array, to: number, now: bigint): number {
    if (this.#timeDigits === 0) return put(new Uint8Array(Buffer.from(now.toString())), target, to);
    for (let at = 0; at < this.#timeDigits; at += 1) target[to + at] = this.#time[at] as number;
    return to + this.#timeDigits;
  }

  #putLevel(target: Uint8Array, to: number): number {
    const level = this.#named ?? this.#numbered;
    if (level === undefined) return put(lineParts.noLevel, target, to);
    const severity = (this.#numbered ?? level).severity;
    let out = put(level.head, target, to);
    if (severity > 9) {
      target[out] = 0x30 + Math.floor(severity / 10);
      out += 1;
    }
    target[out] = 0x30 + (severity % 10);
    return out + 1;
  }

  #putAttributes(target: Uint8Array, to: number): number {
    const own = this.#ownAttributes;
    // Each attribute begins with a comma; the first goes without.
    target.set(own.subarray(1), to);
    const out = to + Math.max(0, own.length - 1);
    if (this.#attributesOut === 0) return out;
    const first = own.length === 0 ? 1 : 0;
    target.set(this.#attributes.subarray(first, this.#attributesOut), out);
    return out + this.#attributesOut - first;
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
