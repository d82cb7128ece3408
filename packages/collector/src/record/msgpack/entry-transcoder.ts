// The fast way of a forward entry into the buffer: its MessagePack is copied into the shape of a segment record without
// becoming JavaScript values. An entry that is not plain enough, or not whole, is left to the general way
// (decoders/forward-record and parsers/normalise), which gives the same record; entry-transcoder.test.ts holds the two
// against each other.
import { copiedTextBytesMax } from "../../limits.js";
import { knownKey } from "../../parsers/known-keys.js";
import { isKeyAt, keyKind, keyKindOf, KeyTable, type KeyEntry } from "../key-table.js";
import { LevelTable } from "../level-table.js";
import { fieldDefaults, textHeads, type FieldDefault } from "../line-fields.js";
import type { LineWriter } from "../line-writer.js";
import { piece, put, type Piece } from "../piece.js";
import { objectDepthMax, ownBytesMax, RecordTranscoder } from "../record-transcoder.js";
import type { RecordDefaults } from "../segment-line.js";
import { copyText, escapeBytesMax, putInteger } from "./text-copy.js";

const quote = 0x22;
/** The longest text of a number: a negative double. */
const numberBytesMax = 32;
/** Tags remembered with their pieces; senders with ever new tags start the memory anew. */
const tagsMax = 1000;
const tagRank = knownKey("fluent.tag")?.rank ?? 0;

// The entry's time comes before any of the record's, its tag before loggers that rank behind it. What the general way
// puts before the record's own keys is left to it when the record has such a key too.
function kindOf(path: string): number {
  if (path === "time_unix_nano" || path === "fluent.tag") return keyKind.other;
  const kind = keyKindOf(path);
  if (kind === keyKind.time) return keyKind.attribute;
  const behindTag = kind === keyKind.logger && (knownKey(path)?.rank ?? 0) > tagRank;
  return behindTag ? keyKind.attribute : kind;
}

const keys = new KeyTable(kindOf);
const levels = new LevelTable();
const metadataKey = Buffer.from("\u00a8metadata", "latin1");

interface Tag {
  defaults: readonly FieldDefault[];
  attribute: Piece;
}

/** Turns the entries of one sender into segment records. */
export class EntryTranscoder extends RecordTranscoder {
  readonly #given: RecordDefaults;
  readonly #tags = new Map<string, Tag>();
  #tag: Tag = { defaults: [], attribute: piece("") };
  /** With an empty tag a record has no logger, which is left to the general way. */
  #isTagged = false;
  #textEnd = 0;
  #writer: LineWriter | undefined;

  constructor(defaults: RecordDefaults) {
    super(defaults, keys);
    this.#given = defaults;
  }

  /** The entries that follow have this tag: their logger, and their service where the input names none. */
  setTag(tag: string): void {
    const known = this.#tags.get(tag);
    if (known === undefined && this.#tags.size >= tagsMax) this.#tags.clear();
    this.#tag = known ?? this.#newTag(tag);
    this.#tags.set(tag, this.#tag);
    this.#isTagged = tag !== "";
    this.defaults = this.#tag.defaults;
  }

  #newTag(tag: string): Tag {
    const service = this.#given.service === "" ? tag : this.#given.service;
    const defaults = fieldDefaults({ ...this.#given, service }, tag);
    return { defaults, attribute: piece(`,"fluent.tag":${JSON.stringify(tag)}`) };
  }

  /**
   * Writes the record of the entry that begins at `from`; answers where the entry ends. Answers -1, and writes nothing,
   * when it is not plain or goes on behind `end`.
   */
  transcode(source: Uint8Array, from: number, end: number, writer: LineWriter): number {
    if (!this.#isTagged || source[from] !== 0x92) return -1;
    const start = writer.length;
    const { generation } = keys;
    writer.reserve(ownBytesMax);
    this.#writer = writer;
    this.begin(source, from + 1, end, writer);
    const plain = this.#time() && this.#map(undefined, 0) && this.at <= end && keys.generation === generation;
    if (!plain || (this.written & (1 << keyKind.message)) === 0 || !this.#putTag()) {
      writer.length = start;
      return -1;
    }
    this.#finishTagged(writer);
    return this.at;
  }

  #finishTagged(writer: LineWriter): void {
    let bytes = this.#tag.attribute.length;
    for (const each of this.defaults) bytes += each.piece.length;
    writer.length = this.out;
    writer.reserve(bytes + this.attributesOut + ownBytesMax);
    this.finish(writer, 0n);
  }

  // The tag of a record that names a logger is an attribute.
  #putTag(): boolean {
    if ((this.written & (1 << keyKind.logger)) === 0) return (this.seen & (1 << keyKind.logger)) === 0;
    const { attribute } = this.#tag;
    if (!this.roomInAttributes(attribute.length)) return false;
    this.attributesOut = put(attribute, this.attributesView, this.attributesOut);
    return true;
  }

  // The time is an EventTime, whole seconds, or an array of one of them and a map.
  #time(): boolean {
    const { source } = this;
    if (source[this.at] !== 0x92) return this.#plainTime();
    this.at += 1;
    if (!this.#plainTime()) return false;
    if (source[this.at] === 0x80) {
      this.at += 1;
      return true;
    }
    const metadata = keys.findSized(undefined, metadataKey, 0, 1, metadataKey.length);
    if (metadata === undefined) return false;
    metadata.line = keys.line;
    return this.#isMap(source[this.at]) && this.#map(metadata, 1);
  }

  #plainTime(): boolean {
    const { source, at } = this;
    const extended = source[at] === 0xd7 && source[at + 1] === 0;
    if (!extended && source[at] !== 0xce) return false;
    const from = extended ? at + 2 : at + 1;
    const seconds = this.#unsigned(from, 4);
    const nanos = extended ? this.#unsigned(from + 4, 4) : 0;
    this.at = from + (extended ? 8 : 4);
    // Ten digits of seconds; others are left to the general way.
    if (this.at > this.end || seconds < 1e9 || nanos >= 1e9) return false;
    putInteger(seconds, this.time, 0);
    putInteger(nanos + 1e9, this.time, 9);
    this.time[9] = 0x30 + (seconds % 10);
    this.timeDigits = 19;
    return true;
  }

  #unsigned(from: number, size: number): number {
    let value = 0;
    for (let at = from; at < from + size; at += 1) value = value * 256 + (this.source[at] as number);
    return value;
  }

  #isMap(type: number | undefined): boolean {
    return type !== undefined && ((type >= 0x80 && type < 0x90) || type === 0xde || type === 0xdf);
  }

  #map(parent: KeyEntry | undefined, depth: number): boolean {
    const type = this.source[this.at] as number;
    if (!this.#isMap(type) || depth > objectDepthMax) return false;
    const size = type < 0x90 ? 0 : type === 0xde ? 2 : 4;
    let left = size === 0 ? type & 0x0f : this.#unsigned(this.at + 1, size);
    this.at += 1 + size;
    for (; left > 0; left -= 1) if (!this.#member(parent, depth)) return false;
    return this.at <= this.end;
  }

  #member(parent: KeyEntry | undefined, depth: number): boolean {
    const entry = this.#key(parent);
    // The same key twice in a record is left to the general way.
    if (entry === undefined || entry.line === keys.line) return false;
    entry.line = keys.line;
    this.previous = entry;
    this.at += entry.key.length;
    if (this.at >= this.end || entry.kind === keyKind.other) return false;
    const type = this.source[this.at] as number;
    if (this.#isMap(type)) return entry.kind !== keyKind.message && this.#map(entry, depth + 1);
    const isText = (type >= 0xa0 && type < 0xc0) || (type >= 0xd9 && type <= 0xdb) || (type >= 0xc4 && type <= 0xc6);
    if (isText && !this.#textHead(type)) return false;
    if (entry.kind !== keyKind.attribute) return isText ? this.#text(entry) : this.#number(entry.kind);
    return isText ? this.#textAttribute(entry) : this.#bareAttribute(entry, type);
  }

  #key(parent: KeyEntry | undefined): KeyEntry | undefined {
    const { source, at } = this;
    const guess = this.guess();
    if (guess !== undefined && guess.parent === parent && isKeyAt(guess, source, at)) return guess;
    const type = source[at] as number;
    const sized = type === 0xd9;
    if (at >= this.end || (!sized && (type < 0xa0 || type >= 0xc0))) return undefined;
    const textFrom = sized ? at + 2 : at + 1;
    const end = textFrom + (sized ? (source[at + 1] as number) : type & 0x1f);
    const entry = end <= this.end ? keys.findSized(parent, source, at, textFrom, end) : undefined;
    this.follow(entry);
    return entry;
  }

  /** Goes to the start of a text or binary value and finds its end; false when it is not all there, or long. */
  #textHead(type: number): boolean {
    const from = this.at + 1;
    const size = type < 0xc0 ? 0 : 1 << (type - (type < 0xd9 ? 0xc4 : 0xd9));
    const length = size === 0 ? type & 0x1f : this.#unsigned(from, size);
    this.at = from + size;
    this.#textEnd = this.at + length;
    return this.#textEnd <= this.end && length <= copiedTextBytesMax;
  }

  #textAttribute(entry: KeyEntry): boolean {
    const from = this.at;
    const end = this.#textEnd;
    if (!this.roomForAttribute(entry, (end - from) * escapeBytesMax)) return false;
    const to = copyText(this.source, from, end, this.attributes, this.#putName(entry));
    if (to === -1) return false;
    this.endAttribute(to);
    this.at = end;
    return true;
  }

  #putName(entry: KeyEntry): number {
    return put(entry.attribute, this.attributesView, this.attributesOut);
  }

  // Numbers, true, false and nil become texts as JSON writes them.
  #bareAttribute(entry: KeyEntry, type: number): boolean {
    if (!this.roomForAttribute(entry, numberBytesMax)) return false;
    const to = this.#putName(entry);
    const value = this.#integer(type);
    if (value !== undefined) this.endAttribute(putInteger(value, this.attributes, to));
    else {
      const text = this.#bareText(type);
      if (text === undefined) return false;
      for (let at = 0; at < text.length; at += 1) this.attributes[to + at] = text.charCodeAt(at);
      this.endAttribute(to + text.length);
    }
    return this.at <= this.end;
  }

  #bareText(type: number): string | undefined {
    if (type === 0xca || type === 0xcb) return this.#float(type === 0xca ? 4 : 8);
    this.at += 1;
    if (type === 0xc0) return "null";
    if (type === 0xc2) return "false";
    return type === 0xc3 ? "true" : undefined;
  }

  #float(size: number): string | undefined {
    const from = this.at + 1;
    this.at = from + size;
    if (this.at > this.end) return undefined;
    const view = new DataView(this.source.buffer, this.source.byteOffset + from, size);
    return String(size === 4 ? view.getFloat32(0) : view.getFloat64(0));
  }

  /** Passes a whole number that is exact in JavaScript; nothing for other types. */
  #integer(type: number): number | undefined {
    if (type < 0x80 || type >= 0xe0) {
      this.at += 1;
      return type < 0x80 ? type : type - 256;
    }
    if (type < 0xcc || type > 0xd3) return undefined;
    const size = 1 << ((type - 0xcc) & 3);
    const value = this.#unsigned(this.at + 1, size);
    const isNegative = type >= 0xd0 && (this.source[this.at + 1] as number) >= 0x80;
    if (size === 8 && (isNegative || value > Number.MAX_SAFE_INTEGER)) return undefined;
    this.at += 1 + size;
    return isNegative ? value - 2 ** (size * 8) : value;
  }

  /** The text of a known field. */
  #text(entry: KeyEntry): boolean {
    const { kind } = entry;
    if (kind === keyKind.levelNumber) return false;
    if (kind === keyKind.name) return this.at < this.#textEnd && this.#textAttribute(entry);
    if (!this.first(kind === keyKind.severity ? keyKind.level : kind)) return false;
    const head = textHeads[kind];
    if (head !== undefined) return this.#copyText(kind, head);
    const from = this.at;
    this.at = this.#textEnd;
    if (kind === keyKind.parseError) return from === this.at;
    this.named = levels.find(this.source, from, this.at);
    return this.named !== undefined;
  }

  #copyText(kind: number, head: Piece): boolean {
    const from = this.at;
    const end = this.#textEnd;
    this.at = end;
    if (end === from && kind !== keyKind.message) return true;
    if (kind === keyKind.traceId && !this.isId(from, end, 32)) return false;
    if (kind === keyKind.spanId && !this.isId(from, end, 16)) return false;
    this.#roomInTarget(head.length + (end - from) * escapeBytesMax);
    const to = copyText(this.source, from, end, this.target, put(head, this.view, this.out));
    if (to === -1) return false;
    this.target[to] = quote;
    this.out = to + 1;
    this.written |= 1 << kind;
    return true;
  }

  #roomInTarget(bytes: number): void {
    const writer = this.#writer as LineWriter;
    if (this.out + bytes + 8 <= this.target.length) return;
    writer.length = this.out;
    writer.reserve(bytes + ownBytesMax);
    this.target = writer.bytes;
    this.view = writer.view;
  }

  /** A known field that is a number: a level. */
  #number(kind: number): boolean {
    const value = this.#integer(this.source[this.at] as number);
    if (value === undefined || value < 0 || value > 99) return false;
    if (kind === keyKind.level) return this.levelOf(value);
    return (kind === keyKind.levelNumber || kind === keyKind.severity) && this.severityOf(value);
  }
}
