// Follows the chain of one writer record by record and says at which it breaks.
import {
  auditNames,
  auditSignedEveryRecords,
  hashOf,
  isSignedBy,
  noHash,
  signedBytes,
} from "@cordwood/collector/audit";
import type { StoredRecord } from "./audit-source.js";
import { type BrokenProperty, type Finding, findingAt } from "./finding.js";
import type { RemovedRanges } from "./removed-ranges.js";
import { arrivalMs } from "./stored-record.js";
import type { TrustedKeys } from "./trusted-keys.js";

/** What a check is made with. */
export interface ChainCheckOptions {
  writer: string;
  keys: TrustedKeys;
  removed: RemovedRanges;
  /** Number of the first record that is read; what is before it is not looked at. @default 1 */
  first?: number;
}

/** What was found out about one writer. */
export interface ChainSummary {
  writer: string;
  /** Records read. */
  records: number;
  first: number;
  last: number;
  /** Number of the last record that a trusted signature covers; 0 without one. */
  signedThrough: number;
  /** Records that retention has removed, as far as gaps were met. */
  removed: number;
}

/** One writer's chain as far as it was read. */
export class ChainCheck {
  readonly #options: Required<ChainCheckOptions>;
  readonly #summary: ChainSummary;
  /** Hash of the record before; unknown after records that were removed only in part. */
  #hash: string | undefined;
  #next: number;
  #firstUnsigned: StoredRecord | undefined;

  constructor(options: ChainCheckOptions) {
    this.#options = { first: 1, ...options };
    const { first, writer, keys } = this.#options;
    keys.begin(writer);
    this.#next = first;
    this.#hash = first === 1 ? noHash : undefined;
    this.#summary = { writer, records: 0, first: 0, last: 0, signedThrough: 0, removed: 0 };
  }

  /** What is known so far. */
  get summary(): Readonly<ChainSummary> {
    return this.#summary;
  }

  /** Looks at the next record; answers what is broken, and then the rest says nothing more. */
  take(stored: StoredRecord): Finding | undefined {
    const { attributes } = stored.record;
    const seq = Number(attributes[auditNames.seq]);
    const broken = this.#place(stored, seq) ?? this.#content(stored, seq) ?? this.#signature(stored, seq);
    if (broken !== undefined) return broken;
    this.#summary.first ||= seq;
    this.#summary.last = seq;
    this.#summary.records += 1;
    this.#next = seq + 1;
    this.#hash = attributes[auditNames.hash];
    return undefined;
  }

  /** What is broken at the end: too many records without a signature, or too old ones. */
  end(nowMs: number, unsignedMsMax: number): Finding | undefined {
    const first = this.#firstUnsigned;
    if (first === undefined) return undefined;
    const { last, signedThrough } = this.#summary;
    const count = last - signedThrough;
    const arrived = arrivalMs(first);
    const isOld = arrived !== undefined && nowMs - arrived > unsignedMsMax;
    if (signedThrough > 0 && count <= auditSignedEveryRecords && !isOld) return undefined;
    if (signedThrough === 0) return findingAt(first, "unsigned", `${this.#noSignature()} covers it`);
    const reason = isOld ? "for longer than a running collector leaves it so" : "more than a collector leaves so";
    return findingAt(first, "unsigned", `from here on ${count} records have no signature, ${reason}`);
  }

  #noSignature(): string {
    return this.#options.keys.given ? "no signature of a key that was given with --key" : "no signature";
  }

  #place(stored: StoredRecord, seq: number): Finding | undefined {
    if (seq < this.#next && this.#summary.records > 0) {
      return findingAt(stored, "duplicate", "a record with this number was there already");
    }
    if (seq > this.#next) return this.#gap(stored, seq);
    return undefined;
  }

  #gap(stored: StoredRecord, seq: number): Finding | undefined {
    const { removed, writer, keys } = this.#options;
    const [first, last] = [this.#next, seq - 1];
    const ranges = removed.covering(writer, first, last);
    const missing = first === last ? `record ${first} is missing` : `records ${first} to ${last} are missing`;
    if (ranges === undefined)
      return findingAt(stored, "gap", `${missing} before it, and retention did not remove them`);
    for (const { publicKey } of ranges) keys.need(publicKey, findingAt(stored, "signature", unknownStump(missing)));
    const start = ranges[0];
    if (start?.first === first && this.#hash !== undefined && start.prev !== this.#hash)
      return findingAt(
        stored,
        "link",
        `${missing} before it, and what stands for them does not link to the record before`,
      );
    this.#summary.removed += last - first + 1;
    const end = ranges.at(-1);
    this.#hash = end?.last === last ? end.hash : undefined;
    return undefined;
  }

  #content(stored: StoredRecord, seq: number): Finding | undefined {
    const { attributes } = stored.record;
    const hash = hashOf(stored.record);
    const at = (property: BrokenProperty, detail: string): Finding => findingAt(stored, property, detail);
    if (attributes[auditNames.hash] !== hash) return at("content", "its content is not what was sealed");
    if (this.#hash !== undefined && attributes[auditNames.prev] !== this.#hash)
      return at("link", "it does not link to the record before: one of them was replaced");
    const anchor = this.#options.removed.anchor(this.#options.writer, seq);
    if (anchor !== undefined && anchor.hash !== hash) return at("link", "it is not the one that retention knew");
    return undefined;
  }

  #signature(stored: StoredRecord, seq: number): Finding | undefined {
    const { attributes } = stored.record;
    if (attributes[auditNames.kind] === undefined) {
      this.#firstUnsigned ??= stored;
      return undefined;
    }
    const text = (name: string): string => attributes[name] ?? "";
    const bytes = signedBytes(stored.record);
    const [key, oldKey] = [text(auditNames.publicKey), text(auditNames.oldPublicKey)];
    if (!isSignedBy(key, bytes, text(auditNames.signature)))
      return findingAt(stored, "signature", "its signature is wrong");
    const isHandedOver = oldKey !== "" && isSignedBy(oldKey, bytes, text(auditNames.oldSignature));
    const trust = this.#options.keys.meet(this.#options.writer, key, isHandedOver ? oldKey : undefined);
    if (trust === "unknown")
      return findingAt(stored, "signature", "it is signed by a key that the one before did not sign");
    if (trust === "trusted") {
      this.#summary.signedThrough = seq;
      this.#firstUnsigned = undefined;
    } else this.#firstUnsigned ??= stored;
    return undefined;
  }
}

const unknownStump = (missing: string): string =>
  `${missing} before it, and what stands for them is signed by a key that is not trusted`;
