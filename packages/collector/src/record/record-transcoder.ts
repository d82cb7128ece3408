// What all fast ways of a record into the buffer have in common: the line of a segment record is put together as bytes,
// its known fields directly in the target, its attributes aside until the known fields are there.
import { attributesMax, copiedAttributesBytesMax } from "../limits.js";
import { levelOfNumber, levelOfSeverity, type Level } from "../parsers/level.js";
import { type AttributeName, keyKind, type KeyTable, type KeyEntry } from "./key-table.js";
import { levelEntry, type LevelEntry } from "./level-table.js";
import { attributesText, fieldDefaults, lineParts, type FieldDefault } from "./line-fields.js";
import type { LineWriter } from "./line-writer.js";
import { piece, put, type Piece } from "./piece.js";
import type { RecordDefaults } from "./segment-line.js";

/** Levels of nested objects that are copied; deeper records go the general way. */
export const objectDepthMax = 8;
/** Room for everything in a record that does not come from its source. */
export const ownBytesMax = 1024;
const timeDigitsMax = 32;
/** From here on the call of a native copy costs less than a loop. */
const nativeCopyBytesMin = 80;
const quote = 0x22;

// Where records are put together, one at a time, of all streams together: there may be thousands.
const sharedTime = new Uint8Array(timeDigitsMax);
const firstAttributes = new Uint8Array(4096);
const shared = { bytes: firstAttributes, view: new DataView(firstAttributes.buffer) };

/** The record that is being put together. */
export class RecordTranscoder {
  protected readonly keys: KeyTable;
  protected defaults: readonly FieldDefault[];
  protected readonly time: Uint8Array = sharedTime;
  protected source: Uint8Array = new Uint8Array(0);
  protected at = 0;
  protected end = 0;
  protected target: Uint8Array = new Uint8Array(0);
  protected view: DataView = new DataView(new ArrayBuffer(0));
  protected out = 0;
  protected attributes: Uint8Array = shared.bytes;
  protected attributesView: DataView = shared.view;
  protected attributesOut = 0;
  protected attributeCount = 0;
  /** Kinds that the record has, as bits; and those whose value is written. */
  protected seen = 0;
  protected written = 0;
  protected timeDigits = 0;
  protected named: LevelEntry | undefined;
  protected numbered: LevelEntry | undefined;
  protected previous: KeyEntry | undefined;
  readonly #ownAttributes: Piece;
  readonly #ownNames: readonly string[];
  readonly #ownBytes: number;
  #own: AttributeName[] = [];
  #ownGeneration = -1;

  constructor(defaults: RecordDefaults, keys: KeyTable) {
    this.keys = keys;
    this.defaults = fieldDefaults(defaults);
    this.#ownAttributes = attributesText(defaults.attributes ?? {});
    const defaultBytes = this.defaults.reduce((sum, each) => sum + each.piece.length, 0);
    this.#ownBytes = ownBytesMax + defaultBytes + this.#ownAttributes.length;
    this.#ownNames = Object.keys(defaults.attributes ?? {});
  }

  /** Starts a record of the bytes from `from` to `end`. */
  protected begin(source: Uint8Array, from: number, end: number, writer: LineWriter): void {
    this.source = source;
    this.at = from;
    this.end = end;
    this.target = writer.bytes;
    this.view = writer.view;
    this.out = put(lineParts.head, writer.view, writer.length);
    this.attributes = shared.bytes;
    this.attributesView = shared.view;
    this.attributesOut = 0;
    this.attributeCount = 0;
    this.seen = 0;
    this.written = 0;
    this.timeDigits = 0;
    this.named = undefined;
    this.numbered = undefined;
    const { keys } = this;
    keys.line = (keys.line + 1) | 0;
    this.previous = undefined;
    if (this.#ownGeneration !== keys.generation) this.#findOwn();
    for (const name of this.#own) name.line = keys.line;
  }

  // A record that has an attribute of its input's is left to the general way: its own value wins.
  #findOwn(): void {
    this.#own = this.#ownNames.map((name) => this.keys.name(name));
    this.#ownGeneration = this.keys.generation;
  }

  /** The key that followed the one before the last time; it is to be compared. */
  protected guess(): KeyEntry | undefined {
    return (this.previous ?? this.keys.start).follower;
  }

  /** The key was found where {@link guess} was wrong. */
  protected follow(entry: KeyEntry | undefined): void {
    (this.previous ?? this.keys.start).follower = entry;
  }

  /** Makes room for the head of an attribute and `bytes` of its value; false when the record goes the general way. */
  protected roomForAttribute(entry: KeyEntry, bytes: number): boolean {
    if (!this.roomInAttributes(entry.attribute.length + bytes)) return false;
    if (entry.name.line === this.keys.line) return false;
    entry.name.line = this.keys.line;
    this.attributeCount += 1;
    return this.attributeCount <= attributesMax;
  }

  /** Makes room for as many bytes behind the attributes; false when the record goes the general way. */
  protected roomInAttributes(bytes: number): boolean {
    const needed = this.attributesOut + bytes + 4;
    if (needed <= this.attributes.length) return true;
    if (needed > copiedAttributesBytesMax) return false;
    const larger = new Uint8Array(needed * 2);
    larger.set(this.attributes.subarray(0, this.attributesOut));
    this.attributes = shared.bytes = larger;
    this.attributesView = shared.view = new DataView(larger.buffer);
    return true;
  }

  /** Ends an attribute whose value ends at `to`. */
  protected endAttribute(to: number): void {
    this.attributes[to] = quote;
    this.attributesOut = to + 1;
  }

  /** True when the record had no such field before. */
  protected first(kind: number): boolean {
    const bit = 1 << kind;
    const fresh = (this.seen & bit) === 0;
    this.seen |= bit;
    return fresh;
  }

  /** True when the bytes are hexadecimal digits in lower case, as many, and not all zero. */
  protected isId(from: number, end: number, digits: number): boolean {
    if (end - from !== digits) return false;
    let any = false;
    for (let at = from; at < end; at += 1) {
      const byte = this.source[at] as number;
      if (byte < 0x30 || byte > 0x66 || (byte > 0x39 && byte < 0x61)) return false;
      any ||= byte !== 0x30;
    }
    return any;
  }

  /** The level of a number below 100; false when it is none or not the first. */
  protected levelOf(value: number): boolean {
    this.named = numberedLevel(levelsByNumber, value, levelOfNumber);
    return this.named !== undefined && this.first(keyKind.level);
  }

  /** The level of OpenTelemetry's number. */
  protected severityOf(value: number): boolean {
    this.numbered = numberedLevel(levelsBySeverity, value, levelOfSeverity);
    return this.numbered !== undefined && this.first(keyKind.levelNumber);
  }

  /** Completes the line in `writer`; `now` is the time of a record that has none. */
  protected finish(writer: LineWriter, now: bigint): void {
    writer.length = this.out;
    writer.reserve(this.attributesOut + this.#ownBytes);
    const { view } = writer;
    this.target = writer.bytes;
    let out = this.out;
    for (const each of this.defaults) if ((this.written & (1 << each.kind)) === 0) out = put(each.piece, view, out);
    out = this.#putTime(view, put(lineParts.time, view, out), now);
    out = this.#putLevel(view, put(lineParts.timeEnd, view, out));
    out = put(lineParts.attributes, view, out);
    out = this.#putAttributes(view, out);
    writer.length = put(lineParts.end, view, out);
    writer.records += 1;
  }

  #putTime(view: DataView, to: number, now: bigint): number {
    if (this.timeDigits === 0) return put(piece(now.toString()), view, to);
    for (let at = 0; at < this.timeDigits; at += 1) this.target[to + at] = this.time[at] as number;
    return to + this.timeDigits;
  }

  #putLevel(view: DataView, to: number): number {
    const level = this.named ?? this.numbered;
    if (level === undefined) return put(lineParts.noLevel, view, to);
    const severity = (this.numbered ?? level).severity;
    let out = put(level.head, view, to);
    if (severity > 9) {
      this.target[out] = 0x30 + Math.floor(severity / 10);
      out += 1;
    }
    this.target[out] = 0x30 + (severity % 10);
    return out + 1;
  }

  #putAttributes(view: DataView, to: number): number {
    const own = put(this.#ownAttributes, view, to);
    const { attributes } = this;
    const end = this.attributesOut;
    if (end === 0) return own;
    // Each attribute begins with a comma; the first of all goes without.
    const first = own === to ? 1 : 0;
    if (end < nativeCopyBytesMin) {
      for (let at = first; at < end; at += 1) this.target[own + at - first] = attributes[at] as number;
    } else this.target.set(attributes.subarray(first, end), own);
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
