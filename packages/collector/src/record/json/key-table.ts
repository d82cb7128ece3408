// What the keys of JSON lines mean, looked up by their bytes: the same few keys come in every line.
import { knownKey } from "../../parsers/known-keys.js";

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

/** A key that was seen before. */
export interface KeyEntry {
  /** The path's bytes: keys joined with dots. */
  readonly path: Uint8Array;
  readonly hash: number;
  readonly kind: number;
  /** Its members are attributes under their own names. */
  readonly isAttributes: boolean;
  /** `,"path":"` */
  readonly attribute: Uint8Array;
  /** Numbers of the last lines that had it as a key, as a key in `attributes`, and as an attribute. */
  line: number;
  plainLine: number;
  attributeLine: number;
  next: KeyEntry | undefined;
}

const slots = 4096;
/** Keys remembered; streams with ever new keys start the memory anew. */
const entriesMax = 8192;
const pathBytesMax = 200;

const kinds: Readonly<Record<string, number>> = keyKind;
// `log` may be a docker line, `levelno` means different things beside others.
const leftToGeneralWay = new Set(["log", "instant", "event", "levelno"]);

function kindOf(path: string): number {
  const known = knownKey(path);
  if (leftToGeneralWay.has(path.toLowerCase())) return keyKind.other;
  if (path === "severity") return keyKind.severity;
  if (known === null) return keyKind.attribute;
  return kinds[known.role] ?? keyKind.other;
}

/** Finds the entry of a path that is given as a prefix and a key. */
export class KeyTable {
  #heads: (KeyEntry | undefined)[] = Array.from({ length: slots });
  #count = 0;
  #generation = 0;

  /** Changes when entries were forgotten, and with them which keys a line had. */
  get generation(): number {
    return this.#generation;
  }

  /** The entry of a path, made when it is new; nothing when the path is too long to be remembered. */
  find(
    prefix: Uint8Array,
    prefixBytes: number,
    key: Uint8Array,
    from: number,
    end: number,
    hash: number,
  ): KeyEntry | undefined {
    const bytes = prefixBytes + end - from;
    for (let entry = this.#heads[hash & (slots - 1)]; entry !== undefined; entry = entry.next) {
      if (entry.hash === hash && entry.path.length === bytes && same(entry.path, prefix, prefixBytes, key, from)) {
        return entry;
      }
    }
    return bytes > pathBytesMax ? undefined : this.#add(prefix.subarray(0, prefixBytes), key.subarray(from, end), hash);
  }

  #add(prefix: Uint8Array, key: Uint8Array, hash: number): KeyEntry {
    if (this.#count >= entriesMax) {
      this.#heads.fill(undefined);
      this.#count = 0;
      this.#generation += 1;
    }
    this.#count += 1;
    const path = Buffer.concat([prefix, key]);
    const text = path.toString("utf8");
    const slot = hash & (slots - 1);
    const entry: KeyEntry = {
      path: new Uint8Array(path),
      hash,
      kind: kindOf(text),
      isAttributes: text === "attributes",
      attribute: new Uint8Array(Buffer.from(`,"${text}":"`)),
      line: 0,
      plainLine: 0,
      attributeLine: 0,
      next: this.#heads[slot],
    };
    this.#heads[slot] = entry;
    return entry;
  }
}

function same(path: Uint8Array, prefix: Uint8Array, prefixBytes: number, key: Uint8Array, from: number): boolean {
  for (let at = 0; at < prefixBytes; at += 1) if (path[at] !== prefix[at]) return false;
  for (let at = prefixBytes; at < path.length; at += 1) if (path[at] !== key[from + at - prefixBytes]) return false;
  return true;
}

/** The hash of a path before its first byte. */
export const emptyHash: number = 0x81_1c_9d_c5 | 0;

/** FNV-1a with one more byte. */
export function hashWith(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01_00_01_93);
}
