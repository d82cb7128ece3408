// The durable buffer: what is appended is on the disk, together with the positions it advances, before the append
// resolves; sealed segments wait here until every output has them.
import { setTimeout as delay } from "node:timers/promises";
import type { Segment } from "@cordwood/store";
import { CollectorError, reasonOf } from "../errors.js";
import {
  bufferBytesMax,
  groupBytesMax,
  pendingBytesMax,
  sealedWaitingMax,
  segmentAgeMsMax,
  segmentBytesMax,
} from "../limits.js";
import { AppendQueue, type Batch, type Taken } from "./append-queue.js";
import type { BufferEvent, BufferOptions, SegmentSource } from "./buffer-options.js";
import type { Checkpoint } from "./checkpoint.js";
import { ChunkIds } from "./chunk-id.js";
import { isDiskFull, untilDiskHasRoom } from "./disk-full.js";
import { applyPositions, mergePositions, type PositionValue } from "./position.js";
import { recover, type Recovered } from "./recovery.js";
import { Retirement } from "./retirement.js";
import { SealedSegments } from "./sealed-segments.js";
import { SegmentFile } from "./segment-file.js";

/** A buffer on disk. */
export class DiskBuffer implements SegmentSource {
  readonly #options: Required<Omit<BufferOptions, "ageMsMax">> & { ageMsMax: number };
  readonly #queue = new AppendQueue();
  readonly #sealed: SealedSegments;
  readonly #chunks: ChunkIds;
  readonly #positions: Map<string, PositionValue>;
  readonly #retirement: Retirement;
  #sequence: number;
  #segment: SegmentFile | undefined;
  #sealTimer: NodeJS.Timeout | undefined;
  #sealNow = false;
  #writer: Promise<void> | undefined;
  #groupBytes = 0;
  #full = false;
  #closed = false;
  #failure: CollectorError | undefined;

  private constructor(options: BufferOptions, recovered: Recovered) {
    this.#options = {
      bytesMax: bufferBytesMax,
      ageMsMax: Infinity,
      whenFull: "block",
      segmentBytesMax,
      segmentAgeMsMax,
      onEvent: () => {},
      ...options,
    };
    this.#sealed = new SealedSegments(options.outputs);
    this.#chunks = new ChunkIds(recovered.checkpoint.lastChunk);
    this.#positions = recovered.checkpoint.positions;
    this.#sequence = recovered.checkpoint.sequence;
    const retired = this.#adopt(recovered);
    this.#retirement = new Retirement(
      options.directory,
      [...recovered.retired, ...retired],
      () => this.#checkpoint(),
      (error) => {
        this.#trouble(error);
      },
    );
  }

  /** Opens the buffer in a directory and repairs what a crash left there. */
  static async open(options: BufferOptions): Promise<DiskBuffer> {
    const recovered = await recover(options.directory);
    const buffer = new DiskBuffer(options, recovered);
    await buffer.#writeCheckpoint();
    return buffer;
  }

  /** How far each input has been read, as of the appends that are durable. */
  get positions(): ReadonlyMap<string, PositionValue> {
    return this.#positions;
  }

  /** Bytes on disk and on the way to it. */
  get bytes(): number {
    return this.#sealed.diskBytes + (this.#segment?.diskBytes ?? 0) + this.#groupBytes + this.#queue.admittedBytes;
  }

  /** Sealed segments that some output has not got. */
  get waitingSegments(): number {
    return this.#sealed.size;
  }

  /**
   * Resolves when the batch is durable. While the buffer is full it waits, at most `waitMs`.
   * @throws CollectorError `CW_COLLECTOR_BUFFER_FULL` after `waitMs`, `CW_COLLECTOR_BUFFER_CLOSED`,
   *   `CW_COLLECTOR_BUFFER_FAILED` when the disk answers with anything but "full".
   */
  append(batch: Batch, waitMs: number = Infinity): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#closed) return Promise.reject(this.#closedError());
    const appended = this.#queue.add(batch, waitMs, () => this.#fullError(batch.records));
    this.#wake();
    return appended;
  }

  next(output: string): Promise<Segment | undefined> {
    return this.#sealed.next(output);
  }

  async delivered(output: string, segment: Segment): Promise<void> {
    if (this.#sealed.delivered(output, segment.chunk)) await this.#retire(segment.chunk);
    else this.#retirement.schedule();
    if (this.#segment !== undefined) this.#armSeal(this.#segment);
    this.#wake();
  }

  /** Seals what has been appended so far, so that outputs get it without waiting for size or age. */
  async flush(): Promise<void> {
    this.#sealNow = true;
    this.#wake();
    await this.#writer;
  }

  /** Resolves when every output has everything, or after `timeoutMs`; true when all is delivered. */
  async drain(timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    // On a full disk the flush waits too.
    const flushed = await Promise.race([this.#flushed(), delay(timeoutMs, false, { ref: false })]);
    if (!flushed) return false;
    while (!this.#sealed.empty && performance.now() < deadline) await delay(10);
    return this.#sealed.empty;
  }

  async #flushed(): Promise<boolean> {
    await this.flush();
    return true;
  }

  /** Finishes the appends that were admitted, seals, writes a checkpoint. What is not delivered stays on disk. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#sealTimer);
    await this.flush();
    this.#queue.rejectAll(this.#closedError());
    this.#sealed.close();
    if (this.#failure === undefined) await this.#writeCheckpoint();
  }

  #adopt(recovered: Recovered): string[] {
    const { checkpoint, segments, tornBytes, orphans } = recovered;
    const unneeded = segments.filter(
      ({ segment, diskBytes }) => !this.#sealed.add(segment, diskBytes, checkpoint.delivered.get(segment.chunk)),
    );
    const records = segments.reduce((sum, { segment }) => sum + segment.records, 0);
    if (segments.length > 0 || tornBytes > 0 || orphans.length > 0) {
      this.#event({ kind: "recovered", segments: segments.length, records, tornBytes, orphans });
    }
    return unneeded.map(({ segment }) => segment.chunk);
  }

  #wake(): void {
    this.#writer ??= this.#write();
  }

  async #retire(chunk: string): Promise<void> {
    try {
      await this.#retirement.retire(chunk);
    } catch (error) {
      this.#trouble(error);
    }
  }

  // Journals hold what a checkpoint would, so a disk without room for one is no reason to stop.
  async #writeCheckpoint(): Promise<void> {
    try {
      await this.#retirement.checkpoint();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      this.#trouble(error);
    }
  }

  #trouble(error: unknown): void {
    this.#event(isDiskFull(error) ? { kind: "disk_full", reason: reasonOf(error) } : failed(error));
  }

  async #write(): Promise<void> {
    for (;;) {
      // Appends of the same turn of the event loop go together.
      await Promise.resolve();
      this.#queue.admit((bytes) => this.#hasRoom(bytes));
      const taken = this.#queue.take(groupBytesMax);
      if (taken !== undefined) await this.#commit(taken);
      else if (this.#sealNow) await this.#seal();
      else if (this.#queue.blocked && (await this.#makeRoom())) continue;
      else break;
      if (this.#failure !== undefined) break;
    }
    this.#writer = undefined;
  }

  #hasRoom(bytes: number): boolean {
    if (bytes === 0) return true;
    const used = this.bytes;
    const admitted = this.#queue.admittedBytes;
    const room =
      (used === 0 || used + bytes <= this.#options.bytesMax) && (admitted === 0 || admitted + bytes <= pendingBytesMax);
    if (room) this.#full = false;
    return room;
  }

  // True when the queue should be looked at again at once.
  async #makeRoom(): Promise<boolean> {
    if (!this.#full) this.#event({ kind: "full", bytes: this.bytes, bytesMax: this.#options.bytesMax });
    this.#full = true;
    // What is written can only leave the buffer once it is sealed.
    if (this.#segment !== undefined && this.#sealed.size === 0) {
      await this.#seal();
      return this.#options.whenFull !== "block";
    }
    if (this.#options.whenFull === "dropOldest") return this.#dropOldest();
    return this.#options.whenFull === "dropNewest" && this.#dropNewest();
  }

  async #dropOldest(): Promise<boolean> {
    const dropped = this.#sealed.dropOldest();
    if (dropped === undefined) return false;
    this.#event({ kind: "dropped", records: dropped.records, reason: "full" });
    await this.#retire(dropped.chunk);
    return true;
  }

  #dropNewest(): boolean {
    const records = this.#queue.emptyFirst();
    this.#event({ kind: "dropped", records, reason: "full" });
    return true;
  }

  async #commit(taken: Taken): Promise<void> {
    const parts = taken.batches.map((batch) => batch.data).filter((data) => data.length > 0);
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    const records = taken.batches.reduce((sum, batch) => sum + batch.records, 0);
    const positions = mergePositions(taken.batches.flatMap((batch) => batch.positions ?? []));
    this.#groupBytes = bytes;
    try {
      const segment = await untilDiskHasRoom(
        () => this.#append({ sequence: this.#sequence + 1, parts, bytes, records, positions }),
        (event) => {
          this.#event(event);
        },
        () => this.#closed,
      );
      this.#sequence += 1;
      applyPositions(this.#positions, positions);
      taken.resolve();
      await this.#sealWhenDue(segment);
    } catch (error) {
      if (this.#closed && isDiskFull(error)) taken.reject(this.#closedError());
      else await this.#fail(error, taken);
    } finally {
      this.#groupBytes = 0;
    }
  }

  async #append(group: Parameters<SegmentFile["append"]>[0]): Promise<SegmentFile> {
    this.#segment ??= await SegmentFile.create(this.#options.directory, this.#chunks.next());
    await this.#segment.append(group);
    return this.#segment;
  }

  async #sealWhenDue(segment: SegmentFile): Promise<void> {
    if (segment.bytes >= this.#options.segmentBytesMax) await this.#seal();
    else this.#armSeal(segment);
  }

  #armSeal(segment: SegmentFile): void {
    if (this.#sealTimer !== undefined || this.#sealed.size >= sealedWaitingMax) return;
    const waitMs = segment.openedMs + this.#options.segmentAgeMsMax - performance.now();
    this.#sealTimer = setTimeout(
      () => {
        this.#sealTimer = undefined;
        if (this.#closed || this.#segment === undefined) return;
        this.#sealNow = true;
        this.#wake();
      },
      Math.max(0, waitMs),
    );
  }

  async #seal(): Promise<void> {
    this.#sealNow = false;
    clearTimeout(this.#sealTimer);
    this.#sealTimer = undefined;
    const open = this.#segment;
    if (open === undefined) return;
    this.#segment = undefined;
    const diskBytes = open.diskBytes;
    const segment = await open.seal();
    await this.#dropAged();
    if (segment.records === 0 || !this.#sealed.add(segment, diskBytes)) await this.#retire(segment.chunk);
  }

  async #dropAged(): Promise<void> {
    if (this.#options.ageMsMax === Infinity) return;
    for (const old of this.#sealed.dropOlderThan(this.#options.ageMsMax)) {
      this.#event({ kind: "dropped", records: old.records, reason: "age" });
      await this.#retire(old.chunk);
    }
  }

  async #fail(error: unknown, taken: Taken): Promise<void> {
    const { directory } = this.#options;
    this.#failure = new CollectorError(
      "CW_COLLECTOR_BUFFER_FAILED",
      { directory, reason: reasonOf(error) },
      { cause: error },
    );
    this.#event(failed(error));
    taken.reject(this.#failure);
    this.#queue.rejectAll(this.#failure);
    await this.#abandon();
  }

  // The next start finds what was acknowledged.
  async #abandon(): Promise<void> {
    try {
      await this.#segment?.seal();
    } catch (closing) {
      this.#event(failed(closing));
    }
    this.#segment = undefined;
  }

  #checkpoint(): Checkpoint {
    return {
      sequence: this.#sequence,
      lastChunk: this.#chunks.last,
      positions: this.#positions,
      delivered: this.#sealed.partlyDelivered(),
    };
  }

  #event(event: BufferEvent): void {
    this.#options.onEvent(event);
  }

  #closedError(): CollectorError {
    return new CollectorError("CW_COLLECTOR_BUFFER_CLOSED", { directory: this.#options.directory });
  }

  #fullError(records: number): CollectorError {
    return new CollectorError("CW_COLLECTOR_BUFFER_FULL", {
      records,
      bytes: this.bytes,
      bytesMax: this.#options.bytesMax,
    });
  }
}

function failed(error: unknown): BufferEvent {
  return { kind: "failed", reason: reasonOf(error) };
}
