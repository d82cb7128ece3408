// Which records of which writer retention has removed, as signed stumps say.
import { auditNames, hashOf, isSignedBy, readRemoved, signedBytes } from "@cordwood/collector/audit";
import type { RemovedRange } from "@cordwood/store";
import type { StoredRecord } from "./audit-source.js";
import { type Finding, findingAt } from "./finding.js";

/** A range with the key that signed for it. */
export interface SignedRange extends RemovedRange {
  publicKey: string;
}

/** Ranges by writer. */
export class RemovedRanges {
  readonly #ranges = new Map<string, SignedRange[]>();

  /** Takes what a stump says; a finding when it is not signed rightly. */
  add(stump: StoredRecord): Finding | undefined {
    const { record } = stump;
    const text = (name: string): string => record.attributes[name] ?? "";
    const publicKey = text(auditNames.publicKey);
    if (text(auditNames.hash) !== hashOf(record)) return findingAt(stump, "content", "its content was changed");
    if (!isSignedBy(publicKey, signedBytes(record), text(auditNames.signature)))
      return findingAt(stump, "signature", "its signature is wrong");
    const ranges = readRemoved(text(auditNames.removed));
    if (ranges === undefined) return findingAt(stump, "signature", "it does not say what was removed");
    for (const range of ranges) this.#of(range.writer).push({ ...range, publicKey });
    return undefined;
  }

  /** Hash that the record with this number must have, when it is the last of a range. */
  anchor(writer: string, seq: number): SignedRange | undefined {
    return this.#of(writer).find(({ last }) => last === seq);
  }

  /** The ranges that together hold all numbers from `first` to `last`; nothing when they do not. */
  covering(writer: string, first: number, last: number): SignedRange[] | undefined {
    const used: SignedRange[] = [];
    for (let at = first; at <= last;) {
      const next = this.#of(writer)
        .filter((range) => range.first <= at && range.last >= at)
        .toSorted((a, b) => b.last - a.last)[0];
      if (next === undefined) return undefined;
      used.push(next);
      at = next.last + 1;
    }
    return used;
  }

  #of(writer: string): SignedRange[] {
    const ranges = this.#ranges.get(writer) ?? [];
    this.#ranges.set(writer, ranges);
    return ranges;
  }
}
