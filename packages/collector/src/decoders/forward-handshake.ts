// The forward protocol's handshake: HELO, PING, PONG, with a shared key and, if wanted, users.
import { randomBytes } from "node:crypto";
import { forwardDigest, handshakeBytes, isDigest } from "./forward-digest.js";
import { encodeMessagePack } from "./msgpack-writer.js";

/** What a server asks of its clients. */
export interface ForwardHandshakeOptions {
  sharedKey: string;
  /** Sent to the client and part of its digest, as is the client's own. */
  serverHostname: string;
  /** Passwords by user; with none, clients need only the shared key. */
  users?: ReadonlyMap<string, string>;
}

/** What the server answers to a PING, and whether the connection may go on. */
export interface ForwardPong {
  accepted: boolean;
  /** Why not; empty when accepted. Said to the client too. */
  reason: string;
  /** The PONG message, encoded. */
  message: Buffer;
}

const randomLength = 16;

/** The handshake of one connection. */
export class ForwardHandshake {
  readonly #options: ForwardHandshakeOptions;
  readonly #nonce = randomBytes(randomLength);
  readonly #authSalt = randomBytes(randomLength);

  constructor(options: ForwardHandshakeOptions) {
    this.#options = options;
  }

  /** The first message of the server, encoded. */
  helo(): Buffer {
    const auth = this.#needsUser() ? this.#authSalt : Buffer.alloc(0);
    return encodeMessagePack(["HELO", { nonce: this.#nonce, auth, keepalive: true }]);
  }

  /** Checks `["PING", hostname, salt, digest, user, passwordDigest]`. Never throws: what is malformed is refused. */
  answer(ping: readonly unknown[]): ForwardPong {
    const hostname = handshakeBytes(ping[1]);
    const salt = handshakeBytes(ping[2]);
    const expected = forwardDigest(salt, hostname, this.#nonce, this.#options.sharedKey);
    if (!isDigest(expected, ping[3])) return this.#pong(salt, "shared key mismatch");
    if (hostname.toString() === this.#options.serverHostname)
      return this.#pong(salt, "same hostname between input and output");
    const user = handshakeBytes(ping[4]).toString();
    const accepted = !this.#needsUser() || this.#isUser(user, ping[5]);
    return this.#pong(salt, accepted ? "" : "username/password mismatch");
  }

  #needsUser(): boolean {
    return (this.#options.users?.size ?? 0) > 0;
  }

  #isUser(user: string, given: unknown): boolean {
    const password = this.#options.users?.get(user);
    const expected = forwardDigest(this.#authSalt, user, password ?? "");
    return isDigest(expected, given) && password !== undefined;
  }

  #pong(salt: Buffer, reason: string): ForwardPong {
    const { serverHostname, sharedKey } = this.#options;
    const accepted = reason === "";
    const proof = accepted ? forwardDigest(salt, serverHostname, this.#nonce, sharedKey) : "";
    const host = accepted ? serverHostname : "";
    return { accepted, reason, message: encodeMessagePack(["PONG", accepted, reason, host, proof]) };
  }
}

/** The acknowledgement of a message whose option had this `chunk`. */
export function forwardAck(chunk: string): Buffer {
  return encodeMessagePack({ ack: chunk });
}
