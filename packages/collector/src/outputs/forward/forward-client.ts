// The client's side of one connection of the forward protocol, version 1: the handshake when a shared key is known,
// then messages, each answered by an acknowledgement.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { hostname } from "node:os";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { forwardDigest, handshakeBytes, isDigest } from "../../decoders/forward-digest.js";
import { encodeMessagePack } from "../../decoders/msgpack-writer.js";
import { decodeMessagePack } from "../../decoders/msgpack.js";
import { MessagePackScanner } from "../../decoders/msgpack-scanner.js";
import { reasonOf } from "../../errors.js";
import { forwardAnswerBytesMax } from "../../limits.js";
import { visible } from "../http/http-verdict.js";

/** Where a server is, and what it asks of its clients. */
export interface ForwardClientOptions {
  host: string;
  port: number;
  /** Without it there is no handshake. */
  sharedKey?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  /** @default plain TCP */
  tls?: ConnectionOptions | undefined;
}

/** An open connection. */
export class ForwardClient {
  readonly #socket: Socket;
  readonly #scanner = new MessagePackScanner();
  #received: Buffer = Buffer.alloc(0);
  /** Messages of the server, encoded: a nonce is bytes that may be written as a text. */
  readonly #answers: Buffer[] = [];
  #fault: Error | undefined;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes: Buffer) => this.#take(bytes));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the server closed the connection")));
  }

  /** Connects, and shakes hands when there is a shared key. @throws Error */
  static async open(options: ForwardClientOptions, signal: AbortSignal): Promise<ForwardClient> {
    const client = new ForwardClient(await openSocket(options, signal));
    try {
      if (options.sharedKey !== undefined) await client.#shakeHands(options, options.sharedKey, signal);
      return client;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  /** Whether it can be used no more. */
  get isClosed(): boolean {
    return this.#fault !== undefined;
  }

  /** Sends a message and waits until the server says that it has it. @throws Error when it does not. */
  async send(bytes: Uint8Array, chunk: string, signal: AbortSignal): Promise<void> {
    this.#socket.write(bytes);
    for (;;) {
      const answer = decodeMessagePack(await this.#next(signal));
      if (typeof answer !== "object" || answer === null || !("ack" in answer)) throw new Error("the answer is no ack");
      // Another's is that of a message that was given up for late.
      if (String(answer.ack) === chunk) return;
    }
  }

  /** Closes the connection at once. */
  close(): void {
    this.#socket.destroy();
  }

  async #shakeHands(options: ForwardClientOptions, sharedKey: string, signal: AbortSignal): Promise<void> {
    const helo = await this.#next(signal);
    const words = decodeMessagePack(helo);
    if (!Array.isArray(words) || words[0] !== "HELO") throw new Error("the server does not begin with HELO");
    const [nonce, auth] = [rawMember(helo, "nonce"), rawMember(helo, "auth")];
    const { username = "", password = "" } = options;
    // Text: Fluent Bit takes no bytes here.
    const salt = randomBytes(16).toString("hex");
    // A server on this machine refuses its own name.
    const self = `${hostname()}/cordwood`;
    const proof = forwardDigest(salt, self, nonce, sharedKey);
    const login = auth.length === 0 ? ["", ""] : [username, forwardDigest(auth, username, password)];
    this.#socket.write(encodeMessagePack(["PING", self, salt, proof, ...login]));
    const pong = decodeMessagePack(await this.#next(signal));
    checkPong(pong, (serverName) => forwardDigest(salt, serverName, nonce, sharedKey));
  }

  async #next(signal: AbortSignal): Promise<Buffer> {
    for (;;) {
      const answer = this.#answers.shift();
      if (answer !== undefined) return answer;
      signal.throwIfAborted();
      if (this.#fault !== undefined) throw this.#fault;
      await this.#more(signal);
    }
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener("abort", done);
        this.#wake = undefined;
        resolve();
      };
      this.#wake = done;
      signal.addEventListener("abort", done);
    });
  }

  #take(bytes: Buffer): void {
    try {
      this.#received = Buffer.concat([this.#received, bytes]);
      for (let end = this.#valueEnd(); end !== -1; end = this.#valueEnd()) {
        this.#answers.push(this.#received.subarray(0, end));
        this.#received = this.#received.subarray(end);
      }
      if (this.#received.length > forwardAnswerBytesMax || this.#answers.length > answersMax)
        throw new Error("it is more than was asked for");
      this.#wake?.();
    } catch (error) {
      this.#fail(new Error(`the answer cannot be read: ${reasonOf(error)}`));
      this.#socket.destroy();
    }
  }

  #valueEnd(): number {
    return this.#received.length === 0 ? -1 : this.#scanner.scan(this.#received, 0);
  }

  #fail(error: Error): void {
    this.#fault ??= error;
    this.#wake?.();
  }
}

/** Answers that wait: one is asked for at a time, the others are late. */
const answersMax = 64;

function openSocket({ host, port, tls }: ForwardClientOptions, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = tls === undefined ? connect({ host, port }) : connectTls({ servername: host, ...tls, host, port });
    const abort = (): void => void socket.destroy(signal.reason as Error);
    const settle = (): void => {
      signal.removeEventListener("abort", abort);
      socket.removeAllListeners();
    };
    signal.addEventListener("abort", abort);
    socket.once("error", (error) => {
      settle();
      socket.on("error", () => {});
      reject(error);
    });
    socket.once(tls === undefined ? "connect" : "secureConnect", () => {
      settle();
      resolve(socket);
    });
  });
}

function checkPong(pong: unknown, proofOf: (serverName: Uint8Array) => string): void {
  if (!Array.isArray(pong) || String(pong[0]) !== "PONG") throw new Error("the server does not answer with PONG");
  const [, accepted, reason, serverName, proof] = pong as unknown[];
  if (accepted !== true) throw new Error(`the server does not let us in: ${visible(String(reason)).slice(0, 200)}`);
  if (!isDigest(proofOf(handshakeBytes(serverName)), proof)) throw new Error("the server does not know the shared key");
}

/**
 * The bytes of a member of a map, whether written as binary data (Fluentd) or as a text that is none (Fluent Bit); empty
 * when there is none.
 */
function rawMember(message: Buffer, name: string): Buffer {
  const key = encodeMessagePack(name);
  const found = message.indexOf(key);
  const at = found + key.length;
  const type = found === -1 ? 0 : (message[at] ?? 0);
  if (type >= 0xa0 && type < 0xc0) return message.subarray(at + 1, at + 1 + (type & 0x1f));
  // str 8 and bin 8.
  if (type === 0xd9 || type === 0xc4) return message.subarray(at + 2, at + 2 + (message[at + 1] ?? 0));
  return Buffer.alloc(0);
}
