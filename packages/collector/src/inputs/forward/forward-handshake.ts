// The shared-key handshake of the forward protocol: HELO, PING, PONG.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { encodeMessagePack } from "./message-pack.js";

/** The server's side for one connection. */
export class ForwardHandshake {
  readonly #sharedKey: string;
  readonly #hostname: string;
  readonly #nonce = randomBytes(16);

  constructor(sharedKey: string, hostname: string) {
    this.#sharedKey = sharedKey;
    this.#hostname = hostname;
  }

  /** The first message, from the server. */
  helo(): Buffer {
    return encodeMessagePack(["HELO", { nonce: this.#nonce, auth: "", keepalive: true }]);
  }

  /** Answers the sender's PING; `ok` says whether it knows the key. */
  pong(ping: unknown): { ok: boolean; answer: Buffer } {
    const [kind, sender, salt, digest] = Array.isArray(ping) ? (ping as unknown[]) : [];
    const saltBytes = Buffer.isBuffer(salt) ? salt : Buffer.from(typeof salt === "string" ? salt : "", "utf8");
    const ok = kind === "PING" && same(String(digest), this.#digest(saltBytes, String(sender)));
    const reason = ok ? "" : "shared_key mismatch";
    const own = ok ? this.#digest(saltBytes, this.#hostname) : "";
    return { ok, answer: encodeMessagePack(["PONG", ok, reason, this.#hostname, own]) };
  }

  #digest(salt: Buffer, hostname: string): string {
    return createHash("sha512").update(salt).update(hostname).update(this.#nonce).update(this.#sharedKey).digest("hex");
  }
}

function same(given: string, expected: string): boolean {
  const bytes = Buffer.from(given);
  return bytes.length === expected.length && timingSafeEqual(bytes, Buffer.from(expected));
}
