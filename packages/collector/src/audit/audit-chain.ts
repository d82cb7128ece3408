// The hash chain of the dataset `audit`: seals records as the buffer commits them, signs now and then.
// Byte layout: docs/reference/audit-chain.md.
import type { Logger } from "@cordwood/logging";
import type { Batch } from "../buffer/append-queue.js";
import type { PositionValue } from "../buffer/position.js";
import { reasonOf } from "../errors.js";
import { auditCloseMs, auditSignedEveryMs, auditSignedEveryRecords } from "../limits.js";
import { type AuditLine, readAuditLine, writeAuditLine } from "./audit-line.js";
import { type AuditRecord, hashOf, signedBytes } from "./canonical.js";
import { type ChainHead, headKey, newHead, readHead, writeHead } from "./chain-head.js";
import { type OwnRecord, ownRecord } from "./own-record.js";
import { auditNames } from "./reserved-names.js";
import { finishRotation, loadKey, nextKey, signBytes, type SigningKey } from "./signing-key.js";

/** How a chain is kept. */
export interface AuditChainOptions {
  /** Where the keys lie; created with the first audit record. */
  directory: string;
  logger: Logger;
  /** @default auditSignedEveryRecords */
  everyRecords?: number;
  /** @default auditSignedEveryMs */
  everyMs?: number;
}

type Positions = ReadonlyMap<string, PositionValue>;
type Append = (batch: Batch) => Promise<void>;

/** Stands in the line of every segment with a record for the chain; quotes inside of texts are escaped. */
const mark = Buffer.from('"dataset":"audit"');
const newline = 0x0a;

/** The chain of one writer: a collector's data directory. */
export class AuditChain {
  readonly #options: Required<AuditChainOptions>;
  /** Appends that this object made: nobody else can ask for records that the chain writes about itself. */
  readonly #own = new WeakMap<Batch, OwnRecord>();
  readonly #written = new WeakSet<Batch>();
  #append: Append | undefined;
  #key: SigningKey | undefined;
  /** Public key of the last signature that is surely on the disk. */
  #committedKey = "";
  #timer: NodeJS.Timeout | undefined;
  #signed = true;

  constructor(options: AuditChainOptions) {
    this.#options = { everyRecords: auditSignedEveryRecords, everyMs: auditSignedEveryMs, ...options };
  }

  /** Begins to sign on its own; signs at once what a crash left unsigned. */
  start(append: Append, positions: Positions): void {
    this.#append = append;
    const head = readHead(positions.get(headKey));
    if (head === undefined) return;
    this.#signed = head.unsigned === 0;
    void this.#request(checkpoint);
  }

  /** Signs what is unsigned; waits a bounded time for it. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const timeout = new Promise<void>((resolve) => {
      setTimeout(resolve, auditCloseMs).unref();
    });
    if (!this.#signed) await Promise.race([this.#request(checkpoint), timeout]);
    this.#append = undefined;
  }

  /** Writes a signed record of the chain's own; false when it cannot be signed now. @throws what the buffer throws */
  async write(record: OwnRecord): Promise<boolean> {
    const batch: Batch = { data: new Uint8Array(0), records: 0 };
    this.#own.set(batch, record);
    await this.#append?.(batch);
    return this.#written.has(batch);
  }

  /**
   * The appends of one frame with their audit records sealed; the same array when there are none. The head of the chain
   * is one of `positions`, and its new place goes into the frame: records and head are kept by one act, or not at all.
   */
  seal(batches: readonly Batch[], positions: Positions): readonly Batch[] {
    if (!batches.some((batch) => this.#own.has(batch) || contains(batch.data))) return batches;
    const head = readHead(positions.get(headKey)) ?? newHead();
    this.#committedKey = head.publicKey;
    const sealed = batches.map((batch) => this.#sealBatch(batch, head));
    this.#armTimer(head);
    return [...sealed, { data: new Uint8Array(0), records: 0, positions: [[headKey, writeHead(head)]] }];
  }

  #sealBatch(batch: Batch, head: ChainHead): Batch {
    const own = this.#own.get(batch);
    if (own !== undefined) {
      const lines = this.#ownLines(own, head);
      if (lines.length > 0) this.#written.add(batch);
      return withLines(batch, lines);
    }
    return contains(batch.data) ? this.#sealLines(batch, head) : batch;
  }

  #sealLines(batch: Batch, head: ChainHead): Batch {
    const data = Buffer.from(batch.data.buffer, batch.data.byteOffset, batch.data.byteLength);
    const parts: Uint8Array[] = [];
    let [kept, added] = [0, 0];
    for (let at = data.indexOf(mark); at !== -1;) {
      const start = data.lastIndexOf(newline, at) + 1;
      const end = data.indexOf(newline, at) + 1 || data.length;
      const line = readAuditLine(data.toString("utf8", start, end));
      if (line !== undefined) {
        const own = this.#dueLines(head);
        parts.push(data.subarray(kept, start), Buffer.from(own.join("") + this.#sealed(line, head)));
        added += own.length;
        kept = end;
      }
      at = data.indexOf(mark, end);
    }
    return { ...batch, data: Buffer.concat([...parts, data.subarray(kept)]), records: batch.records + added };
  }

  #sealed({ record, route }: AuditLine, head: ChainHead): string {
    const sealed = link(record, head);
    head.unsigned += 1;
    return writeAuditLine({ record: seal(sealed, head), route });
  }

  /** A checkpoint before the first record of a chain, and after every so many. */
  #dueLines(head: ChainHead): string[] {
    const isDue = head.seq === 0 || head.unsigned >= this.#options.everyRecords;
    return isDue ? this.#ownLines(checkpoint, head) : [];
  }

  #ownLines(own: OwnRecord, head: ChainHead): string[] {
    if (own === checkpoint && head.unsigned === 0 && head.seq > 0 && !this.#isRotationDue()) return [];
    const keys = this.#keys();
    if (keys === undefined) return [];
    const lines: string[] = [];
    if (head.publicKey !== "" && head.publicKey !== keys.key.publicKey) lines.push(this.#rotation(keys, head));
    if (own !== checkpoint || lines.length === 0) lines.push(signed(own, head, keys.key));
    return lines;
  }

  #rotation({ key, old }: { key: SigningKey; old: SigningKey | undefined }, head: ChainHead): string {
    if (old === undefined) {
      this.#options.logger.error(
        "the key of the audit chain is not the one that signed last: the chain goes on with it",
      );
    }
    const record = { kind: "rotation", message: "the audit chain has another key from here on" } as const;
    return signed(record, head, key, old);
  }

  #isRotationDue(): boolean {
    try {
      return nextKey(this.#options.directory) !== undefined;
    } catch {
      return false;
    }
  }

  /** The key to sign with now, and the one before it where it changes. Nothing when neither can be read. */
  #keys(): { key: SigningKey; old: SigningKey | undefined } | undefined {
    const { directory, logger } = this.#options;
    try {
      this.#key ??= loadKey(directory);
      const next = nextKey(directory);
      if (next === undefined) return { key: this.#key, old: undefined };
      if (next.publicKey !== this.#committedKey) return { key: next, old: this.#key };
      // The record of the change is committed: the file follows.
      this.#key = finishRotation(directory);
      return { key: this.#key, old: undefined };
    } catch (error) {
      logger.error("cannot sign the audit chain with the key in %s: %s", directory, reasonOf(error));
      return undefined;
    }
  }

  #armTimer(head: ChainHead): void {
    this.#signed = head.unsigned === 0;
    if (this.#signed || this.#timer !== undefined || this.#append === undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#request(checkpoint);
    }, this.#options.everyMs);
    this.#timer.unref();
  }

  async #request(record: OwnRecord): Promise<void> {
    try {
      await this.write(record);
    } catch (error) {
      this.#options.logger.warning("cannot sign the audit chain now: %s", reasonOf(error));
    }
  }
}

const checkpoint: OwnRecord = { kind: "checkpoint", message: "the audit chain is signed up to here" };

function contains(data: Uint8Array): boolean {
  return data.length > 0 && Buffer.from(data.buffer, data.byteOffset, data.byteLength).includes(mark);
}

function withLines(batch: Batch, lines: readonly string[]): Batch {
  return { ...batch, data: Buffer.from(lines.join("")), records: lines.length };
}

/** The record with its place in the chain; its hash is still missing. */
function link(record: AuditRecord, head: ChainHead): AuditRecord {
  const { writer, seq, hash } = head;
  const place = {
    [auditNames.writer]: writer,
    [auditNames.seq]: String(seq + 1),
    [auditNames.prev]: hash,
  };
  return { ...record, attributes: { ...record.attributes, ...place } };
}

/** Puts the hash on the record and moves the head to it. */
function seal(linked: AuditRecord, head: ChainHead): AuditRecord {
  head.seq += 1;
  head.hash = hashOf(linked);
  return { ...linked, attributes: { ...linked.attributes, [auditNames.hash]: head.hash } };
}

function signed(own: OwnRecord, head: ChainHead, key: SigningKey, old?: SigningKey): string {
  const record = link(ownRecord(own), head);
  const keys = {
    [auditNames.publicKey]: key.publicKey,
    ...(old !== undefined && { [auditNames.oldPublicKey]: old.publicKey }),
  };
  const linked = { ...record, attributes: { ...record.attributes, ...keys } };
  const bytes = signedBytes(linked);
  const signatures = {
    [auditNames.signature]: signBytes(key, bytes),
    ...(old !== undefined && { [auditNames.oldSignature]: signBytes(old, bytes) }),
  };
  head.unsigned = 0;
  head.publicKey = key.publicKey;
  return writeAuditLine({
    record: seal({ ...linked, attributes: { ...linked.attributes, ...signatures } }, head),
    route: undefined,
  });
}
