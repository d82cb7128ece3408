// Receives records of Python's logging.handlers.SocketHandler: pickles, read without running anything in them.
import type { Socket } from "node:net";
import { PythonRecords } from "../../decoders/index.js";
import { LineWriter } from "../../record/line-writer.js";
import type { Input } from "../input.js";
import { type NetworkInputOptions, writeObject } from "../network-input.js";
import { TcpListener } from "../tcp-listener.js";

/** The input for Python's SocketHandler, which knows no acknowledgement: a full buffer makes it wait. */
export class PythonInput implements Input {
  readonly name = "python";
  readonly #options: NetworkInputOptions;
  readonly #listener: TcpListener;

  constructor(options: NetworkInputOptions) {
    this.#options = options;
    const { host, port, logger } = options;
    this.#listener = new TcpListener({ input: this.name, host, port, logger, serve: (socket) => this.#serve(socket) });
  }

  /** The port that is listened on. */
  get port(): number {
    return this.#listener.port;
  }

  start(): Promise<void> {
    return this.#listener.start();
  }

  stop(): Promise<void> {
    return this.#listener.stop();
  }

  async #serve(socket: Socket): Promise<void> {
    const { defaults, zone, target } = this.#options;
    const records = new PythonRecords();
    for await (const bytes of socket as AsyncIterable<Buffer>) {
      const writer = new LineWriter();
      for (const record of records.push(bytes)) writeObject(record, defaults, zone, writer);
      if (writer.records > 0) await target.append({ data: writer.written(), records: writer.records });
    }
  }
}
