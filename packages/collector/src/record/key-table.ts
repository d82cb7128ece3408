// What the keys of records mean, found by their bytes: the same few keys come in every record, mostly in the same
// order, so the key that followed last time is tried before the table is asked.
import { isUtf8 } from "node:buffer";
import { knownKey } from "../parsers/known-keys.js";
import { piece, type Piece } from "./piece.js";

/** What becomes of the value of a key; numbers, because they are compared for every value. */
export const keyKind = {
  attribute: 0,
  time: 1,
  level: 2,
  levelNumber: 3,
  message: 4,
  service: 5,
  host: 6,
  logger: 7,
  dataset: 8,
  traceId: 9,
  spanId: 10,
  /** The logger in pino, bunyan and Python, when there is a level. */
  name: 11,
  /** A level as text, or OpenTelemetry's number. */
  severity: 12,
  parseError: 13,
  /** Rare enough to be left to the general way. */
  other: 14,
} as const;

/** A key that was seen before, under its parent. */
export interface KeyEntry {
  readonly parent: KeyEntry | undefined;
  /** The key's own bytes with what delimits them: the quote after them in JSON, the type before them in MessagePack. */
  readonly key: Uint8Array;
  /** Keys joined with dots. */
  readonly path: string;
  readonly hash: number;
  readonly kind: number;
  /** Its members are attributes under their own names. */
  readonly isAttributes: boolean;
  /** `,"path":"` */
  readonly attribute: Piece;
  /** What the path is as an attribute; entries that come to the same path share it. */
  readonly name: AttributeName;
  /** Number of the last record that had this key. */
  line: number;
  /** The key that came after this one the last time. */
  follower: KeyEntry | undefined;
  next: KeyEntry | undefined;
}

/** An attribute's name. */
export interface AttributeName {
  /** Number of the last record that had this attribute. */
  line: number;
}

const slots = 4096;
/** Keys remembered; streams with ever new keys start the memory anew. */
const entriesMax = 8192;
const pathLengthMax = 200;
const quote = 0x22;
const backslash = 0x5c;

const kinds: Readonly<Record<string, number>> = keyKind;
// `levelno` means different things beside others, `M` and `t.$date` give other letters a meaning.
const leftToGeneralWay = new Set(["instant", "event", "levelno", "t.$date"]);

/** What becomes of the value at a path of keys. */
export function keyKindOf(path: string): number {
  const known = knownKey(path);
  if (path === "M" || leftToGeneralWay.has(path.toLowerCase())) return keyKind.other;
  if (path === "severity") return keyKind.severity;
  if (known === null) return keyKind.attribute;
  return kinds[known.role] ?? keyKind.other;
}

/** Finds the entries of keys. */
export class KeyTable {
  /** Number of the record that is under way. */
  line = 0;
  /** Stands before the first key of a record. */
  readonly start: { follower: KeyEntry | undefined } = { follower: undefined };
  readonly #kindOf: (path: string) => number;
  #heads: (KeyEntry | undefined)[] = Array.from({ length: slots });
  #names = new Map<string, AttributeName>();
  #count = 0;
  #generation = 0;

  /** `kindOf` answers the kind of a path that no `attributes` contains. */
  constructor(kindOf: (path: string) => number = keyKindOf) {
    this.#kindOf = kindOf;
  }

  /** Changes when entries were forgotten, and with them which keys a line had. */
  get generation(): number {
    return this.#generation;
  }

  /** The entry of the JSON key that begins at `from`, made when it is new; nothing when it is not plain or too long. */
  find(parent: KeyEntry | undefined, source: Uint8Array, from: number, end: number): KeyEntry | undefined {
    let hash = parent === undefined ? emptyHash : parent.hash;
    let at = from;
    for (let byte = source[at]; byte !== quote; byte = source[at]) {
      if (at >= end || byte === undefined || byte < 0x20 || byte === backslash) return undefined;
      hash = hashWith(hash, byte);
      at += 1;
    }
    return (
      this.#known(parent, hash, source, from) ?? this.#add(parent, source.slice(from, at + 1), hash, [0, at - from])
    );
  }

  /** The entry of the key whose delimited bytes are from `from` to `end`, its text from `textFrom` on; as {@link find}. */
  findSized(
    parent: KeyEntry | undefined,
    source: Uint8Array,
    from: number,
    textFrom: number,
    end: number,
  ): KeyEntry | undefined {
    let hash = parent === undefined ? emptyHash : parent.hash;
    for (let at = from; at < end; at += 1) hash = hashWith(hash, source[at] as number);
    const known = this.#known(parent, hash, source, from);
    if (known !== undefined) return known;
    const key = source.slice(from, end);
    return isPlain(key, textFrom - from) ? this.#add(parent, key, hash, [textFrom - from, end - from]) : undefined;
  }

  #known(parent: KeyEntry | undefined, hash: number, source: Uint8Array, from: number): KeyEntry | undefined {
    for (let entry = this.#heads[hash & (slots - 1)]; entry !== undefined; entry = entry.next) {
      if (entry.hash === hash && entry.parent === parent && isKeyAt(entry, source, from)) return entry;
    }
    return undefined;
  }

  /** The attribute of a name. */
  name(path: string): AttributeName {
    const known = this.#names.get(path);
    if (known !== undefined) return known;
    const made = { line: 0 };
    this.#names.set(path, made);
    return made;
  }

  #add(
    parent: KeyEntry | undefined,
    key: Uint8Array,
    hash: number,
    [textFrom, textEnd]: readonly [number, number],
  ): KeyEntry | undefined {
    const text = Buffer.from(key.subarray(textFrom, textEnd)).toString("utf8");
    const inAttributes = parent?.isAttributes === true;
    const path = parent === undefined || inAttributes ? text : `${parent.path}.${text}`;
    if (path.length > pathLengthMax || text === "") return undefined;
    this.#makeRoom();
    const slot = hash & (slots - 1);
    const entry: KeyEntry = {
      parent,
      key: new Uint8Array(key),
      path,
      hash,
      kind: inAttributes || isBelowAttributes(parent) ? keyKind.attribute : this.#kindOf(path),
      isAttributes: parent === undefined && text === "attributes",
      attribute: piece(`,"${path}":"`),
      name: this.name(path),
      line: 0,
      follower: undefined,
      next: this.#heads[slot],
    };
    this.#heads[slot] = entry;
    return entry;
  }

  #makeRoom(): void {
    this.#count += 1;
    if (this.#count < entriesMax) return;
    this.#heads.fill(undefined);
    this.#names.clear();
    this.#count = 0;
    this.#generation += 1;
  }
}

function isBelowAttributes(entry: KeyEntry | undefined): boolean {
  for (let above = entry; above !== undefined; above = above.parent) if (above.isAttributes) return true;
  return false;
}

// Whether the text needs no escapes in JSON.
function isPlain(key: Uint8Array, textFrom: number): boolean {
  for (let at = textFrom; at < key.length; at += 1) {
    const byte = key[at] as number;
    if (byte < 0x20 || byte === quote || byte === backslash) return false;
  }
  return isUtf8(key.subarray(textFrom));
}

/** True when the key of an entry, with what delimits it, stands at `from`. */
export function isKeyAt(entry: KeyEntry, source: Uint8Array, from: number): boolean {
  const { key } = entry;
  for (let at = 0; at < key.length; at += 1) if (key[at] !== source[from + at]) return false;
  return true;
}

/** The hash of a key before its first byte. */
export const emptyHash: number = 0x81_1c_9d_c5 | 0;

/** FNV-1a with one more byte. */
export function hashWith(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01_00_01_93);
}
