// What a processor remembers of each key: bounded, the key that was not seen for longest goes first.
import { createHash } from "node:crypto";
import type { SegmentRecord } from "@cordwood/store";
import { processorKeysMax } from "../limits.js";
import { fieldOf } from "./record-field.js";

const plainKeyLengthMax = 64;

/** The values of the fields as one key; long ones as their digest, so that a key's size is bounded. */
export function keyOf(record: SegmentRecord, fields: readonly string[]): string {
  const [only] = fields;
  const text =
    fields.length === 1 && only !== undefined
      ? (fieldOf(record, only) ?? "")
      : JSON.stringify(fields.map((name) => fieldOf(record, name) ?? ""));
  return text.length <= plainKeyLengthMax ? text : `#${createHash("sha256").update(text).digest("base64")}`;
}

/** States by key. */
export class KeyedStates<S> {
  readonly #states = new Map<string, S>();
  readonly #keysMax: number;
  readonly #onEvict: (state: S) => void;

  /** `onEvict` gets the state of a key that had to go. */
  constructor(onEvict: (state: S) => void = () => undefined, keysMax: number = processorKeysMax) {
    this.#onEvict = onEvict;
    this.#keysMax = keysMax;
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#states.size;
  }

  /** The state of a key, made when it is not known; it is now the key seen last. */
  get(key: string, make: () => S): S {
    const known = this.#states.get(key);
    if (known !== undefined) this.#states.delete(key);
    else if (this.#states.size >= this.#keysMax) this.#evictOldest();
    const state = known ?? make();
    this.#states.set(key, state);
    return state;
  }

  /** The state of a key, if there is one; its age stays. */
  peek(key: string): S | undefined {
    return this.#states.get(key);
  }

  /** Forgets a key. */
  delete(key: string): void {
    this.#states.delete(key);
  }

  /** All keys with their states, the one not seen for longest first. */
  entries(): IterableIterator<[string, S]> {
    return this.#states.entries();
  }

  #evictOldest(): void {
    const [oldest] = this.#states;
    if (oldest === undefined) return;
    this.#states.delete(oldest[0]);
    this.#onEvict(oldest[1]);
  }
}
