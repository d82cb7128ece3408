// What both sides of the forward protocol's handshake prove who they are by.
import { createHash, timingSafeEqual } from "node:crypto";

/** SHA-512 of the parts, one after the other, in hex. */
export function forwardDigest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha512");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** Whether a digest is the expected one, in a time that does not tell how much of it is right. */
export function isDigest(expected: string, given: unknown): boolean {
  const [left, right] = [Buffer.from(expected), handshakeBytes(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The bytes of a part of a message, whether written as text or as binary data; none when it is neither. */
export function handshakeBytes(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === "string" ? value : "");
}
