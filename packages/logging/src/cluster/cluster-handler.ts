import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { threadId } from "node:worker_threads";
import { CLUSTER_ACK_MS_DEFAULT, CONNECT_MS_DEFAULT } from "../limits.js";
import { LogRecord } from "../log-record.js";
import type { CourierJob } from "../handlers/delivery/courier.js";
import { type Batch, DeliveryHandler, type DeliveryOptions } from "../handlers/delivery/delivery-handler.js";
import { openStream } from "../handlers/delivery/stream-connection.js";
import { TryAgain } from "../handlers/delivery/try-again.js";
import { encodeFrame, FRAME, type Frame, FrameReader } from "./frames.js";
import { encodeRecord, type Origin } from "./remote-record.js";

/** Levels by logger name; the root's under the empty name. */
export type Levels = Readonly<Record<string, number>>;

/** Options of {@link ClusterHandler}. */
export interface ClusterHandlerOptions extends DeliveryOptions {
  /** Called with the levels of the listener's loggers, on connecting and when they are sent anew. */
  onLevels?: (levels: Levels) => void;
}

/**
 * Sends records to the {@link LogListener} of another process or thread. They carry sequence numbers and wait here, up to the
 * bounds of {@link DeliveryOptions}, until the listener says that it has them; while it is away they are kept, and sent again when it is back.
 * The listener passes over what it has already.
 */
export class ClusterHandler extends DeliveryHandler {
  readonly path: string;
  readonly origin: Origin;
  readonly #onLevels: ((levels: Levels) => void) | undefined;
  #sequence = 0;
  #socket: Socket | undefined;
  #answered: ((outcome: Error | undefined) => void) | undefined;

  /** @param path of the listener's Unix socket (a named pipe on Windows) */
  constructor(path: string, options: ClusterHandlerOptions = {}) {
    const { onLevels, ...delivery } = options;
    super({ retryFirstMs: 50, retryMsMax: 1000, ...delivery });
    this.path = path;
    this.#onLevels = onLevels;
    const own = new LogRecord("", 0, "", 0, "");
    this.origin = {
      writer: randomUUID(),
      process: process.pid,
      processName: own.processName ?? "",
      thread: threadId,
      threadName: own.threadName ?? "",
    };
  }

  protected override get destination(): string {
    return this.path;
  }

  protected override encode(record: LogRecord): Uint8Array {
    this.#sequence += 1;
    return Buffer.from(encodeRecord(record, this.#sequence));
  }

  protected override async deliver(batch: Batch): Promise<void> {
    const socket = this.#socket ?? (await this.#connect());
    socket.ref();
    const answered = new Promise<Error | undefined>((resolve) => (this.#answered = resolve));
    const deadline = setTimeout(
      () => socket.destroy(new Error(`no answer within ${CLUSTER_ACK_MS_DEFAULT} ms`)),
      CLUSTER_ACK_MS_DEFAULT,
    );
    socket.write(recordsFrame(batch.entries));
    const failure = await answered;
    clearTimeout(deadline);
    socket.unref();
    if (failure !== undefined) throw new TryAgain(failure.message, { cause: failure });
  }

  protected override courierJob(entries: readonly Uint8Array[]): {
    job: Omit<CourierJob, "lengths">;
    pieces: Uint8Array[];
  } {
    return { job: { kind: "stream", path: this.path }, pieces: [this.#hello(), recordsFrame(entries)] };
  }

  protected override disconnect(): void {
    this.#socket?.end();
    this.#socket = undefined;
  }

  #hello(): Buffer {
    return encodeFrame(FRAME.hello, JSON.stringify(this.origin));
  }

  async #connect(): Promise<Socket> {
    const socket = await openStream({ to: { path: this.path }, tls: undefined, timeoutMs: CONNECT_MS_DEFAULT });
    const reader = new FrameReader();
    let fault: Error | undefined;
    socket.on("data", (piece: Buffer) => this.#read(socket, reader, piece));
    socket.on("error", (error) => (fault = error));
    socket.on("close", () => {
      this.#socket = undefined;
      this.#answered?.(fault ?? new Error("the listener closed the connection"));
    });
    socket.write(this.#hello());
    this.#socket = socket;
    return socket;
  }

  #read(socket: Socket, reader: FrameReader, piece: Buffer): void {
    try {
      for (const frame of reader.push(piece)) this.#take(frame);
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined);
    }
  }

  #take(frame: Frame): void {
    if (frame.kind === FRAME.ack) this.#answered?.(undefined);
    else if (frame.kind === FRAME.welcome || frame.kind === FRAME.levels) this.#onLevels?.(levelsOf(frame.body));
  }
}

/** Entries are JSON already: they are joined, not parsed. */
function recordsFrame(entries: readonly Uint8Array[]): Buffer {
  return encodeFrame(
    FRAME.records,
    `[${entries.map((entry) => Buffer.from(entry.buffer, entry.byteOffset, entry.length).toString()).join(",")}]`,
  );
}

function levelsOf(body: unknown): Levels {
  if (typeof body !== "object" || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}
