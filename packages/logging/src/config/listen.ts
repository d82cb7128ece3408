/**
 * Takes configurations over a loopback socket (Python's `listen`): each is framed by its length (4 bytes, big-endian)
 * and is JSON for `dictConfig` or INI for `fileConfig`. A configuration can name code, so one from here finds only names
 * that are on a list.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { LoggingError } from "../errors.js";
import { exceptionText } from "../exceptions.js";
import { isPlainObject } from "../fields.js";
import { LISTEN_BODY_BYTES_MAX, LISTEN_CONNECTIONS_MAX, LISTEN_MS_MAX } from "../limits.js";
import { DictConfigurator } from "./dict-configurator.js";
import { applyIni } from "./file-config.js";
import { parseIni } from "./ini/ini-file.js";
import { NETWORK_NAMES, type Resolve, restrictedTo } from "./known-names.js";

/** The port when none is given. */
export const DEFAULT_LOGGING_CONFIG_PORT = 9030;

/** Looks at the bytes that were received: answers those to use (decrypted, say), or null to refuse them. */
export type Verify = (bytes: Buffer) => Uint8Array | string | null | undefined;

/** Options of {@link listen}. */
export interface ListenOptions {
  /** Refuses or changes what was received. @default takes everything */
  verify?: Verify | null;
  /** A secret shared with the sender, who puts the 32 bytes of HMAC-SHA256 of the body in front of it. @default none */
  secret?: string | Uint8Array;
  /** Names that `class`, `()`, `ext://` and `args` may use, beside {@link NETWORK_NAMES}. @default none */
  allow?: readonly string[];
}

const HMAC_BYTES = 32;
const opened: ConfigListener[] = [];

/** A socket that takes configurations. It does not keep the process alive. */
export class ConfigListener {
  /** The port; with 0 given, the one that was found, once it has started. */
  port: number;
  /** Resolves when the socket is open. */
  readonly ready: Promise<void>;
  readonly #options: ListenOptions;
  readonly #resolve: Resolve;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isReady!: () => void;
  #closed: Promise<void> | undefined;

  constructor(port: number, options: ListenOptions) {
    this.port = port;
    this.#options = options;
    this.#resolve = restrictedTo([...NETWORK_NAMES, ...(options.allow ?? [])]);
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
    this.#server = createServer((socket) => this.#serve(socket));
    this.#server.maxConnections = LISTEN_CONNECTIONS_MAX;
  }

  /** Host and port of the open socket. */
  address(): { address: string; port: number } {
    return { address: "127.0.0.1", port: this.port };
  }

  /** Opens the socket. @throws LoggingError `CW_LOGGING_LISTEN` */
  async start(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      const failed = (error: Error): void =>
        reject(new LoggingError("CW_LOGGING_LISTEN", [error.message], { cause: error }));
      this.#server.once("error", failed);
      this.#server.listen(this.port, "127.0.0.1", () => {
        this.#server.off("error", failed);
        resolve();
      });
    });
    const address = this.#server.address();
    if (typeof address === "object" && address !== null) this.port = address.port;
    this.#server.unref();
    opened.push(this);
    this.#isReady();
    return this;
  }

  /** Closes the socket and the connections to it. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    return this.#closed;
  }

  /** Resolves when it has been closed (Python's `join` of the thread). */
  async join(): Promise<void> {
    await (this.#closed ?? new Promise((resolve) => this.#server.once("close", resolve)));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let bytes = Buffer.alloc(0);
    socket.setTimeout(LISTEN_MS_MAX, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("data", (part: Buffer) => {
      bytes = Buffer.concat([bytes, part]);
      const length = bytes.length < 4 ? undefined : bytes.readUInt32BE();
      if (length === undefined) return;
      if (length > LISTEN_BODY_BYTES_MAX) this.#answer(socket, `longer than ${LISTEN_BODY_BYTES_MAX} bytes`);
      else if (bytes.length >= 4 + length) this.#answer(socket, this.#receive(bytes.subarray(4, 4 + length)));
    });
  }

  /** One line of JSON, which Python's does not send and senders need not read. */
  #answer(socket: Socket, fault: string | undefined): void {
    socket.removeAllListeners("data");
    socket.resume();
    socket.end(`${JSON.stringify(fault === undefined ? { ok: true } : { ok: false, error: fault })}\n`);
  }

  /** Puts a configuration in force; answers what was wrong with it. */
  #receive(received: Buffer): string | undefined {
    try {
      const body = this.#authenticated(received);
      if (body === undefined) return "refused";
      const { verify } = this.#options;
      const verified = verify === undefined || verify === null ? body : verify(body);
      if (verified === null || verified === undefined) return "refused";
      this.#apply(typeof verified === "string" ? verified : Buffer.from(verified).toString());
      return undefined;
    } catch (error) {
      process.stderr.write(`${exceptionText(error).split("\n")[0]}\n`);
      return error instanceof LoggingError ? error.message : "refused";
    }
  }

  #authenticated(received: Buffer): Buffer | undefined {
    const { secret } = this.#options;
    if (secret === undefined) return received;
    const body = received.subarray(HMAC_BYTES);
    const expected = createHmac("sha256", secret).update(body).digest();
    const given = received.subarray(0, HMAC_BYTES);
    return given.length === HMAC_BYTES && timingSafeEqual(given, expected) ? body : undefined;
  }

  #apply(text: string): void {
    const config = parsedJson(text);
    if (config !== undefined) new DictConfigurator(config, this.#resolve).configure();
    else applyIni(parseIni(text, "<network>"), true, this.#resolve);
  }
}

function parsedJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A listener on its way: await it, or use it as the thread that Python's `listen` answers. */
export interface PendingListener extends Promise<ConfigListener> {
  /** Answers the same promise; the socket is being opened already. */
  start(): Promise<ConfigListener>;
  /** Resolves when the socket is open. */
  readonly ready: Promise<void>;
  /** The port, once the socket is open. */
  readonly port: number;
  /** Resolves when the socket has been closed. */
  join(): Promise<void>;
}

/**
 * Opens a socket on 127.0.0.1 that takes configurations; `stopListening()` closes it. Who does not await it is told on
 * stderr when it cannot be opened.
 * @param port 0 for any that is free. @default 9030
 * @throws LoggingError `CW_LOGGING_LISTEN`, by the promise
 */
export function listen(
  port: number = DEFAULT_LOGGING_CONFIG_PORT,
  options: ListenOptions | Verify | null = {},
): PendingListener {
  const listener = new ConfigListener(port, typeof options === "function" ? { verify: options } : (options ?? {}));
  const started = listener.start();
  started.catch((error: unknown) => process.stderr.write(`${exceptionText(error).split("\n")[0]}\n`));
  const thread = { start: () => started, join: () => listener.join(), ready: listener.ready };
  return Object.defineProperty(Object.assign(started, thread), "port", { get: () => listener.port }) as PendingListener;
}

/** Closes the socket that was opened last. Resolves when it is closed. */
export async function stopListening(): Promise<void> {
  await opened.pop()?.close();
}
