// Whose signatures count: keys that were given, or else the first of each writer; and keys that those signed.
import type { Finding } from "./finding.js";

/** `foreign` is a key that was not given, in a check with given ones: its signature says nothing. */
export type Trust = "trusted" | "foreign" | "unknown";

/** The keys of one check. */
export class TrustedKeys {
  /** True when keys were given: what the chain says of itself is not enough then. */
  readonly given: boolean;
  readonly #keys: Set<string>;
  readonly #present = new Map<string, string>();
  readonly #given: readonly string[];
  readonly #met = new Set<string>();
  readonly #needed: { publicKey: string; finding: Finding }[] = [];

  constructor(keys: readonly string[]) {
    this.#keys = new Set(keys);
    this.#given = keys;
    this.given = keys.length > 0;
  }

  /** A chain is read from its beginning, perhaps once more. */
  begin(writer: string): void {
    this.#present.delete(writer);
  }

  /** A rightly signed record of a writer; `old` is the key that has signed for it, too. */
  meet(writer: string, key: string, old: string | undefined): Trust {
    const present = this.#present.get(writer);
    this.#met.add(key);
    if (old !== undefined) this.#met.add(old);
    const isHandedOver = old !== undefined && this.#keys.has(old) && (this.given || old === present);
    if (isHandedOver || (!this.given && present === undefined)) this.#keys.add(key);
    if (!this.given && present !== undefined && present !== key && !isHandedOver) return "unknown";
    this.#present.set(writer, key);
    return this.#keys.has(key) ? "trusted" : "foreign";
  }

  /** Notes that something stands on a key that may be met only later. */
  need(publicKey: string, finding: Finding): void {
    this.#needed.push({ publicKey, finding });
  }

  /** Given keys that have signed nothing. */
  get absent(): string[] {
    return this.#given.filter((key) => !this.#met.has(key));
  }

  /** The first thing that stands on a key which nobody vouches for. */
  get unmet(): Finding | undefined {
    return this.#needed.find(({ publicKey }) => !this.#keys.has(publicKey))?.finding;
  }
}
