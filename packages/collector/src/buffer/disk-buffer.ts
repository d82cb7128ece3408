// The durable buffer: what is appended is on the disk, together with the positions it advances, before the append
// resolves; sealed segments wait here until every output has them.
import { setTimeout as delay } from "node:timers/promises";
import type { Segment } from "@cordwood/store";
import { CollectorError, reasonOf } from "../errors.js";
import {
  groupBytesMax,
  sealedWaitingMax,
  sealSlowdownSegments,
  segmentAgeMsMax,
  segmentBytesMax,
  segmentShareOfBound,
} from "../limits.js";
import { AppendQueue, type Batch, type Taken } from "./append-queue.js";
import type { BufferEvent, BufferOptions, DropReason, SegmentSource } from "./buffer-options.js";
import type { Checkpoint } from "./checkpoint.js";
import { ChunkIds } from "./chunk-id.js";
import type { ConsumerOptions, SealedSegment } from "./consumer.js";
import { isDiskFull, untilDiskHasRoom } from "./disk-full.js";
import { applyPositions, mergePositions, type PositionValue } from "./position.js";
import { recover, type Recovered } from "./recovery.js";
import { Retirement } from "./retirement.js";
import { type Dropped, SealedSegments } from "./sealed-segments.js";
import { RoomMaker } from "./room-maker.js";
import { SegmentFile } from "./segment-file.js";

/** A buffer on disk. */
export class DiskBuffer implements SegmentSource {
  readonly #options: BufferOptions & Required<Pick<BufferOptions, "segmentBytesMax" | "segmentAgeMsMax" | "onEvent">>;
  readonly #queue = new AppendQueue();
  readonly #sealed: SealedSegments;
  readonly #room: RoomMaker;
  readonly #chunks: ChunkIds;
  readonly #positions: Map<string, PositionValue>;
  readonly #retirement: Retirement;
  #sequence: number;
  #segment: SegmentFile | undefined;
  #sealTimer: NodeJS.Timeout | undefined;
  #sealNow = false;
  #writer: Promise<void> | undefined;
  #groupBytes = 0;
  #closed = false;
  #failure: CollectorError | undefined;

  private constructor(options: BufferOptions, recovered: Recovered) {
    this.#options = {
      segmentBytesMax,
      segmentAgeMsMax,
      onEvent: () => {},
      ...options,
    };
    this.#sealed = new SealedSegments(options.consumers.map((consumer) => this.#withBounds(consumer)));
    this.#room = this.#makeRoom();
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
    return this.#sealed.diskBytes + this.#openBytes;
  }

  /** Why nothing more is taken, when the disk has failed. */
  get failure(): CollectorError | undefined {
    return this.#failure;
  }

  /** What waits for one output. */
  heldFor(output: string): { bytes: number; segments: number; bytesMax: number } {
    const { bytes = 0, segments = 0, options } = this.#sealed.consumer(output) ?? {};
    return { bytes, segments, bytesMax: options?.bytesMax ?? 0 };
  }

  /** Changes the outputs. A new one gets all that is still kept for any; what only a removed one needed is dropped. */
  async configure(consumers: readonly ConsumerOptions[]): Promise<void> {
    this.#options.consumers = consumers;
    const dropped = this.#sealed.configure(consumers.map((consumer) => this.#withBounds(consumer)));
    this.#room.keepOnly(new Set(consumers.map(({ name }) => name)));
    for (const each of dropped) await this.#drop(each, "removed");
    this.#wake();
  }

  /** A chunk id that no segment has or will have. */
  newChunk(): string {
    return this.#chunks.next();
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
    const appended = this.#queue.add(batch, waitMs, () => this.#room.fullError(batch));
    this.#wake();
    return appended;
  }

  next(output: string, signal?: AbortSignal): Promise<SealedSegment | undefined> {
    return this.#sealed.next(output, signal);
  }

  release(output: string, segment: Segment): void {
    this.#sealed.release(output, segment.chunk);
  }

  waiting(output: string): readonly SealedSegment[] {
    return this.#sealed.consumer(output)?.waiting ?? [];
  }

  async pass(output: string, segment: Segment): Promise<void> {
    if (this.#sealed.consumer(output)?.isWaiting(segment.chunk) === true) await this.delivered(output, segment);
  }

  isAged(output: string, segment: Segment): boolean {
    return this.#sealed.isAged(output, segment.chunk);
  }

  async drop(output: string, segment: Segment, reason: DropReason): Promise<void> {
    await this.#drop({ output, segment, last: this.#sealed.delivered(output, segment.chunk) }, reason);
  }

  async delivered(output: string, segment: Segment): Promise<void> {
    await this.#leave(segment.chunk, this.#sealed.delivered(output, segment.chunk));
    if (this.#segment !== undefined) this.#armSeal(this.#segment);
    this.#wake();
  }

  /** Seals what has been appended so far, so that outputs get it without waiting for size or age. */
  async flush(): Promise<void> {
    this.#sealNow = true;
    this.#wake();
    await this.#writer;
  }

  /**
   * Resolves when every output has everything, or after `timeoutMs`, or when it is not `worthwhile` to wait any longer;
   * true when all is delivered.
   */
  async drain(timeoutMs: number, worthwhile: () => boolean = () => true): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    // On a full disk the flush waits too.
    const flushed = await Promise.race([this.#flushed(), delay(timeoutMs, false, { ref: false })]);
    if (!flushed) return false;
    while (!this.#sealed.empty && performance.now() < deadline && worthwhile()) await delay(10);
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
    if (this.#failure === undefined) await this.#writeCheckpoint(() => this.#retirement.close());
  }

  #makeRoom(): RoomMaker {
    return new RoomMaker({
      queue: this.#queue,
      sealed: this.#sealed,
      openBytes: () => this.#openBytes,
      isOpen: () => this.#segment !== undefined,
      seal: () => this.#seal(),
      drop: (dropped) => this.#drop(dropped, "full"),
      onEvent: (event) => {
        this.#event(event);
      },
    });
  }

  #adopt(recovered: Recovered): string[] {
    const { checkpoint, segments, tornBytes, orphans } = recovered;
    const unneeded = segments.filter(
      ({ segment, diskBytes }) =>
        !this.#sealed.add(segment, diskBytes, {
          without: new Set(checkpoint.delivered.get(segment.chunk)),
          routed: true,
        }),
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
  async #writeCheckpoint(write = () => this.#retirement.checkpoint()): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      this.#trouble(error);
    }
  }

  #trouble(error: unknown): void {
    this.#event(isDiskFull(error) ? { kind: "disk_full", reason: reasonOf(error) } : failed(error));
  }

  async #write(): Promise<void> {
    try {
      await this.#writeAll();
    } catch (error) {
      await this.#fail(error);
    } finally {
      this.#writer = undefined;
    }
  }

  async #writeAll(): Promise<void> {
    for (;;) {
      // Appends of the same turn of the event loop go together.
      await Promise.resolve();
      this.#queue.admit((bytes) => this.#room.has(bytes));
      const taken = this.#queue.take(groupBytesMax);
      if (taken !== undefined) await this.#commit(taken);
      else if (this.#sealNow) await this.#seal();
      else if (this.#queue.blocked && (await this.#room.make())) continue;
      else break;
      if (this.#failure !== undefined) break;
    }
  }

  get #openBytes(): number {
    return (this.#segment?.diskBytes ?? 0) + this.#groupBytes + this.#queue.admittedBytes;
  }

  async #drop({ output, segment, last }: Dropped, reason: DropReason): Promise<void> {
    this.#event({ kind: "dropped", output, records: segment.records, reason });
    await this.#leave(segment.chunk, last);
  }

  async #leave(chunk: string, last: boolean): Promise<void> {
    this.#room.sayRoom();
    if (last) await this.#retire(chunk);
    else this.#retirement.schedule();
  }

  async #commit(taken: Taken): Promise<void> {
    const batches = this.#options.seal?.(taken.batches, this.#positions) ?? taken.batches;
    const parts = batches.map((batch) => batch.data).filter((data) => data.length > 0);
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    const records = batches.reduce((sum, batch) => sum + batch.records, 0);
    const positions = mergePositions(batches.flatMap((batch) => batch.positions ?? []));
    const routed = batches.some((batch) => batch.routed === true);
    const sync = batches !== taken.batches || this.#isSynced();
    this.#groupBytes = bytes;
    const group = { parts, bytes, records, positions, routed };
    try {
      const segment = await untilDiskHasRoom(
        () => this.#append({ ...group, sequence: this.#sequence + 1, sync }),
        (event) => {
          this.#event(event);
        },
        () => this.#closed,
      );
      this.#sequence += 1;
      applyPositions(this.#positions, positions);
      this.#room.missed(records);
      taken.resolve();
      await this.#sealWhenDue(segment);
    } catch (error) {
      if (this.#closed && isDiskFull(error)) taken.reject(this.#closedError());
      else taken.reject(await this.#fail(error));
    } finally {
      this.#groupBytes = 0;
    }
  }

  #isSynced(): boolean {
    const { consumers } = this.#sealed;
    return consumers.length === 0 || consumers.some(({ options }) => options.durability === "disk");
  }

  async #append(group: Parameters<SegmentFile["append"]>[0]): Promise<SegmentFile> {
    this.#segment ??= await SegmentFile.create(this.#options.directory, this.#chunks.next());
    await this.#segment.append(group);
    return this.#segment;
  }

  async #sealWhenDue(segment: SegmentFile): Promise<void> {
    const bounds = this.#sealed.consumers.map(({ options }) => options.bytesMax * segmentShareOfBound);
    if (segment.bytes >= Math.min(this.#options.segmentBytesMax, ...bounds)) await this.#seal();
    else this.#armSeal(segment);
  }

  #armSeal(segment: SegmentFile): void {
    if (this.#sealTimer !== undefined || this.#sealed.areAllBusy(sealedWaitingMax)) return;
    // Many segments that wait for an output that is away become fewer, larger ones.
    const ageMs = this.#options.segmentAgeMsMax * (1 + this.#sealed.size / sealSlowdownSegments);
    const waitMs = segment.openedMs + ageMs - performance.now();
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
    const { routed } = open;
    const segment = await open.seal();
    for (const dropped of this.#sealed.dropAged()) await this.#drop(dropped, "age");
    const without = new Set(this.#room.leftOut);
    if (segment.records === 0 || !this.#sealed.add(segment, diskBytes, { without, routed })) {
      await this.#retire(segment.chunk);
    } else if (without.size > 0) {
      this.#retirement.schedule();
    }
  }

  async #fail(error: unknown): Promise<CollectorError> {
    const values = { directory: this.#options.directory, reason: reasonOf(error) };
    const failure = new CollectorError("CW_COLLECTOR_BUFFER_FAILED", values, { cause: error });
    this.#failure = failure;
    this.#event(failed(error));
    this.#queue.rejectAll(failure);
    await this.#abandon();
    return failure;
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

  #withBounds(consumer: ConsumerOptions): ConsumerOptions {
    const { bytesMax, ageMsMax, whenFull } = this.#options;
    return {
      ...(bytesMax !== undefined && { bytesMax }),
      ...(ageMsMax !== undefined && { ageMsMax }),
      ...(whenFull !== undefined && { whenFull }),
      ...consumer,
    };
  }
}

function failed(error: unknown): BufferEvent {
  return { kind: "failed", reason: reasonOf(error) };
}
