// One server of a forward output: its open connections, and whether it is up. A server that failed gets no records until
// a probe, the heartbeat, has reached it again.
import { ForwardClient, type ForwardClientOptions } from "./forward-client.js";

/** A server and its place among the others. */
export interface ForwardServerOptions extends ForwardClientOptions {
  /** Share of the records; 0 gets none. */
  weight: number;
  /** Used only while none of the others is up. */
  standby: boolean;
  /** Time to connect, and then to acknowledge each message, milliseconds. */
  timeoutMs: number;
  /** Time between probes of a server that is down, milliseconds. */
  recoverMs: number;
}

/** The server. */
export class ForwardServer {
  readonly options: ForwardServerOptions;
  /** For the choice by weight: what it is owed. */
  credit = 0;
  readonly #idle: ForwardClient[] = [];
  readonly #closing = new AbortController();
  #probe: NodeJS.Timeout | undefined;

  constructor(options: ForwardServerOptions) {
    this.options = options;
  }

  /** Whether records may be sent there. */
  get isUp(): boolean {
    return this.#probe === undefined;
  }

  /** HOST:PORT, for messages. */
  get place(): string {
    return `${this.options.host}:${this.options.port}`;
  }

  /** Sends a message and waits for its acknowledgement. @throws Error; the server is down then. */
  async send(bytes: Uint8Array, chunk: string, signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.timeout(this.options.timeoutMs);
    const either = AbortSignal.any([signal, limit]);
    let client: ForwardClient | undefined;
    try {
      client = this.#idle.pop();
      if (client === undefined || client.isClosed) client = await ForwardClient.open(this.options, either);
      await client.send(bytes, chunk, either);
      this.#keep(client);
    } catch (error) {
      client?.close();
      signal.throwIfAborted();
      this.#failed();
      if (limit.aborted) throw new Error(`no acknowledgement within ${this.options.timeoutMs} ms`, { cause: error });
      throw error;
    }
  }

  /** Closes its connections. */
  close(): void {
    this.#closing.abort();
    clearTimeout(this.#probe);
    for (const client of this.#idle.splice(0)) client.close();
  }

  #keep(client: ForwardClient): void {
    if (this.#closing.signal.aborted) client.close();
    else this.#idle.push(client);
  }

  #failed(): void {
    for (const client of this.#idle.splice(0)) client.close();
    if (this.#closing.signal.aborted) return;
    clearTimeout(this.#probe);
    this.#probe = setTimeout(() => void this.#look(), this.options.recoverMs);
    this.#probe.unref();
  }

  async #look(): Promise<void> {
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.options.timeoutMs)]);
    try {
      this.#keep(await ForwardClient.open(this.options, signal));
      this.#probe = undefined;
    } catch {
      this.#failed();
    }
  }
}
