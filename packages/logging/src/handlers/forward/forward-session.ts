/**
 * One connection of the Fluentd forward protocol v1: the handshake where there is a shared key, then messages, each
 * answered by an acknowledgement. https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import { hostname } from "node:os";
import { LoggingError } from "../../errors.js";
import { FORWARD_ANSWER_BYTES_MAX } from "../../limits.js";
import { TryAgain } from "../delivery/try-again.js";
import { writeStream } from "../delivery/stream-connection.js";
import { decode, encode } from "./msgpack.js";

/** What the server asks of its clients. */
export interface ForwardSecurity {
  /** The server's `shared_key`. */
  sharedKey: string;
  /** This client's name. @default the machine's name */
  selfHostname?: string;
  username?: string;
  password?: string;
}

/** See the top of this file. */
export class ForwardSession {
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  /** The server's messages, whose texts are read as latin1: Fluent Bit writes the bytes of its nonce as a text. */
  readonly #answers: unknown[] = [];
  #received: Buffer = Buffer.alloc(0);
  #fault: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    socket.on("data", (part: Buffer) => this.#take(part));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the server closed the connection")));
    socket.unref();
  }

  get closed(): boolean {
    return this.#fault !== undefined;
  }

  /** HELO, PING, PONG. @throws LoggingError `CW_LOGGING_FORWARD_REFUSED`, TryAgain */
  async shakeHands(security: ForwardSecurity): Promise<void> {
    const helo = await this.#next();
    const options =
      Array.isArray(helo) && helo[0] === "HELO" ? (helo[1] as { nonce?: unknown; auth?: unknown } | null) : undefined;
    if (options === undefined)
      throw new LoggingError("CW_LOGGING_FORWARD_REFUSED", ["it did not begin with HELO; has it a shared key?"]);
    const nonce = bytesOf(options?.nonce);
    const salt = randomBytes(16).toString("hex");
    const name = security.selfHostname ?? hostname();
    const digest = sha512(salt, name, nonce, security.sharedKey);
    await this.#write(encode(["PING", name, salt, digest, ...credentials(security, bytesOf(options?.auth))]));
    const pong = await this.#next();
    if (!Array.isArray(pong) || pong[0] !== "PONG")
      throw new LoggingError("CW_LOGGING_FORWARD_REFUSED", ["it did not answer with PONG"]);
    const [, accepted, reason, serverName, serverDigest] = pong as unknown[];
    if (accepted !== true) throw new LoggingError("CW_LOGGING_FORWARD_REFUSED", [bytesOf(reason).toString()]);
    const expected = sha512(salt, bytesOf(serverName), nonce, security.sharedKey);
    if (!isSame(String(serverDigest), expected))
      throw new LoggingError("CW_LOGGING_FORWARD_REFUSED", ["its shared key is another one"]);
  }

  /** Sends a message and waits for the acknowledgement of its chunk. @throws TryAgain */
  async send(message: Uint8Array, chunk: string | undefined): Promise<void> {
    await this.#write(message);
    if (chunk === undefined) return;
    for (;;) {
      const answer = await this.#next();
      // An acknowledgement of another chunk is one of a message that was given up for late.
      if (typeof answer === "object" && answer !== null && "ack" in answer && answer.ack === chunk) return;
    }
  }

  destroy(): void {
    this.#socket.destroy();
  }

  end(): void {
    this.#socket.end();
    this.#socket.unref();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#socket.ref();
    try {
      await writeStream(this.#socket, bytes, this.#timeoutMs);
    } finally {
      this.#socket.unref();
    }
  }

  async #next(): Promise<unknown> {
    const deadline = Date.now() + this.#timeoutMs;
    while (this.#answers.length === 0) {
      if (this.#fault !== undefined) throw new TryAgain(this.#fault.message, { cause: this.#fault });
      if (Date.now() >= deadline) throw new TryAgain(`no answer within ${this.#timeoutMs} ms`);
      await this.#wait(deadline - Date.now());
    }
    return this.#answers.shift();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #take(part: Buffer): void {
    this.#received = Buffer.concat([this.#received, part]);
    try {
      for (
        let found = decode(this.#received, "latin1");
        found !== undefined;
        found = decode(this.#received, "latin1")
      ) {
        this.#answers.push(found.value);
        this.#received = this.#received.subarray(found.length);
      }
      if (this.#received.length > FORWARD_ANSWER_BYTES_MAX)
        throw new RangeError(`an answer of more than ${FORWARD_ANSWER_BYTES_MAX} bytes`);
      this.#wake?.();
    } catch (error) {
      this.#fail(error as Error);
      this.#socket.destroy();
    }
  }

  #fail(error: Error): void {
    this.#fault ??= error;
    this.#wake?.();
  }
}

function credentials({ username = "", password = "" }: ForwardSecurity, auth: Uint8Array): [string, string] {
  return auth.length === 0 ? ["", ""] : [username, sha512(auth, username, password)];
}

/** The bytes of an answer's binary data, or of its text as it was sent. */
function bytesOf(value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  return Buffer.from(typeof value === "string" ? value : "", "latin1");
}

function sha512(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha512");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
