// Verifies the chains of all writers that a source has.
import { setTimeout as sleep } from "node:timers/promises";
import { auditSignedEveryRecords } from "@cordwood/collector/audit";
import { auditFreshMs, auditGapWaitMs } from "../limits.js";
import { type AuditRange, type AuditSource, isWriter, type StoredRecord, type WriterFacts } from "./audit-source.js";
import { ChainCheck, type ChainSummary } from "./chain-check.js";
import { type Finding, findingAt, missingKey } from "./finding.js";
import { RemovedRanges } from "./removed-ranges.js";
import { arrivalMs } from "./stored-record.js";
import { TrustedKeys } from "./trusted-keys.js";

/** What to verify, and by what. */
export interface VerifyOptions extends AuditRange {
  /** Public keys, base64 of their SPKI; without any, each chain's own first key counts. */
  keys: readonly string[];
  /** Milliseconds that the last records may be without a signature. */
  unsignedMsMax: number;
  /** Times that a chain with a gap is read again, when the record behind it is new. @default 0 */
  gapTries?: number;
  /** Milliseconds before each. @default auditGapWaitMs */
  gapWaitMs?: number;
  onProgress?: (done: number, total: number) => void;
}

/** The outcome. */
export interface VerifyResult {
  writers: ChainSummary[];
  /** The first broken record of each writer that has one. */
  broken: Finding[];
}

/** Reads all chains to their end, or to where they break. */
export async function verifyChains(source: AuditSource, options: VerifyOptions): Promise<VerifyResult> {
  const everything = await source.writers({});
  const isPart = options.from !== undefined || options.to !== undefined;
  const wanted = isPart ? await source.writers({ from: options.from, to: options.to }) : everything;
  const result: VerifyResult = { writers: [], broken: [] };
  const removed = await readStumps(source, result.broken);
  const keys = new TrustedKeys(options.keys);
  const verification = new Verification(source, options, { keys, removed, result });
  verification.total = wanted.reduce((sum, { records }) => sum + records, 0);
  for (const facts of wanted) {
    const whole = everything.find(({ writer }) => writer === facts.writer) ?? facts;
    await verification.writer(facts, whole, isPart);
  }
  result.broken = result.broken.filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index);
  if (result.broken.length === 0 && keys.unmet !== undefined) result.broken.push(keys.unmet);
  if (result.broken.length === 0 && !isPart) result.broken.push(...keys.absent.map(missingKey));
  return result;
}

async function readStumps(source: AuditSource, broken: Finding[]): Promise<RemovedRanges> {
  const removed = new RemovedRanges();
  for (const stump of await source.stumps()) {
    const finding = removed.add(stump);
    if (finding !== undefined) broken.push(finding);
  }
  return removed;
}

interface Found {
  keys: TrustedKeys;
  removed: RemovedRanges;
  result: VerifyResult;
}

class Verification {
  total = 0;
  readonly #source: AuditSource;
  readonly #options: VerifyOptions;
  readonly #found: Found;
  #done = 0;

  constructor(source: AuditSource, options: VerifyOptions, found: Found) {
    this.#source = source;
    this.#options = options;
    this.#found = found;
  }

  async writer(facts: WriterFacts, whole: WriterFacts, isPart: boolean): Promise<void> {
    const { writer } = facts;
    const { keys, removed, result } = this.#found;
    if (!isWriter(writer)) return this.#unsealed(writer);
    const first = isPart ? { first: facts.first } : {};
    let check = new ChainCheck({ writer, keys, removed, ...first });
    let finding = await this.#follow(check, facts, whole, isPart);
    for (let tries = this.#options.gapTries ?? 0; isFreshGap(finding) && tries > 0; tries -= 1) {
      await sleep(this.#options.gapWaitMs ?? auditGapWaitMs);
      check = new ChainCheck({ writer, keys, removed, ...first });
      finding = await this.#follow(check, facts, whole, isPart);
    }
    finding ??= this.#atEnd(check, facts, isPart);
    result.writers.push(check.summary);
    if (finding !== undefined) result.broken.push(finding);
    const missing = whole.records - check.summary.records;
    if (finding === undefined && !isPart && missing > 0) await this.#outside(writer, missing);
  }

  /** A range is read on to the next signature, which is what proves it. */
  async #follow(
    check: ChainCheck,
    facts: WriterFacts,
    whole: WriterFacts,
    isPart: boolean,
  ): Promise<Finding | undefined> {
    const last = isPart ? Math.min(whole.last, facts.last + auditSignedEveryRecords + 1) : whole.last;
    const first = isPart ? facts.first : 1;
    for await (const stored of this.#source.records(facts.writer, Math.max(first, whole.first, 1), last)) {
      const finding = check.take(stored);
      if (finding !== undefined) return finding;
      this.#options.onProgress?.((this.#done += 1), this.total);
      if (isPart && check.summary.last >= facts.last && check.summary.signedThrough >= facts.last) return undefined;
    }
    return undefined;
  }

  #atEnd(check: ChainCheck, facts: WriterFacts, isPart: boolean): Finding | undefined {
    const isProven = isPart && check.summary.signedThrough >= facts.last;
    return isProven ? undefined : check.end(Date.now(), this.#options.unsignedMsMax);
  }

  async #unsealed(writer: string): Promise<void> {
    const detail = writer === "" ? "it is in no chain" : "its writer is none that a collector makes";
    await this.#example(writer, (stored) => findingAt(stored, "unsealed", detail));
  }

  async #outside(writer: string, count: number): Promise<void> {
    const detail = `${count} records of its writer have no number in the chain`;
    await this.#example(writer, (stored) => findingAt(stored, "unsealed", detail));
  }

  async #example(writer: string, find: (stored: StoredRecord) => Finding): Promise<void> {
    const stored = await this.#source.unnumbered(writer);
    if (stored !== undefined) this.#found.result.broken.push(find(stored));
  }
}

/** Segments are stored side by side, so a later one may be there before an earlier one. */
function isFreshGap(finding: Finding | undefined): boolean {
  if (finding?.property !== "gap") return false;
  const arrived = arrivalMs(finding);
  return arrived !== undefined && Date.now() - arrived < auditFreshMs;
}
