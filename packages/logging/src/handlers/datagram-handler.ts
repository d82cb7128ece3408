import { LoggingError } from "../errors.js";
import type { LogRecord } from "../log-record.js";
import type { Courier } from "./delivery/courier.js";
import { DatagramSender } from "./delivery/datagram-sender.js";
import { type Batch, DELIVERY_OPTIONS, DeliveryHandler, type DeliveryOptions } from "./delivery/delivery-handler.js";
import { readArguments, required } from "./read-arguments.js";
import { checkFormat, frameRecord, type FrameFormat } from "./record-frame.js";

/** Options of {@link DatagramHandler}. */
export interface DatagramHandlerOptions extends DeliveryOptions {
  /** What stands in each frame: JSON, or the pickle that Python's receivers expect. @default "json" */
  format?: FrameFormat;
}

/** Arguments of {@link DatagramHandler}. */
export type DatagramHandlerArguments =
  | [host: string, port: number | null, options?: DatagramHandlerOptions]
  | [options: DatagramHandlerOptions & { host: string; port: number }];

/**
 * Sends each record in a UDP datagram, framed like those of SocketHandler. Nobody knows whether it arrives; one that is
 * too long for a datagram is cut. Unix datagram sockets are out of reach: Node has none.
 */
export class DatagramHandler extends DeliveryHandler {
  readonly host: string;
  readonly port: number;
  readonly #format: FrameFormat;
  readonly #sender: DatagramSender;

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE`, `CW_LOGGING_OPTION_UNKNOWN`, `CW_LOGGING_UNSUPPORTED` */
  constructor(...given: DatagramHandlerArguments) {
    const names = { owner: "DatagramHandler", positional: ["host", "port"], named: ["format", ...DELIVERY_OPTIONS] };
    const options = readArguments<DatagramHandlerOptions & { host: string; port: number | null }>(names, given);
    const { host, port, format, ...delivery } = options;
    super(delivery);
    this.host = required("DatagramHandler", "host", host, "a host");
    if (port === null || port === undefined) {
      throw new LoggingError("CW_LOGGING_UNSUPPORTED", [
        `Unix datagram socket ${this.host}`,
        "Node.js has no such sockets; give a host and a port, or use SocketHandler with a stream socket",
      ]);
    }
    this.port = port;
    this.#format = checkFormat(format);
    this.#sender = new DatagramSender(this.host, port);
  }

  /** The record in a frame. */
  makePickle(record: LogRecord): Buffer {
    return frameRecord(record, this.#format);
  }

  /** Sends one datagram. */
  async send(bytes: Uint8Array): Promise<void> {
    await this.#sender.send(bytes);
  }

  protected override get destination(): string {
    return `${this.host}:${this.port}`;
  }

  protected override encode(record: LogRecord): Uint8Array {
    return this.makePickle(record);
  }

  protected override async deliver(batch: Batch): Promise<void> {
    for (const entry of batch.entries) await this.send(entry);
  }

  protected override courierJob(entries: readonly Uint8Array[]): Courier {
    const family = this.#sender.family ?? 4;
    return { job: { kind: "datagram", host: this.host, port: this.port, family }, pieces: [...entries] };
  }

  protected override disconnect(): void {
    this.#sender.close();
  }
}
