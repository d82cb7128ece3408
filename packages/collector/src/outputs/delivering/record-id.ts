import { createHash } from "node:crypto";

/**
 * An id that a repeat of the same line has again, for targets that know what they have: chunk, line, and a digest of
 * the line, because two collectors may have the same chunk id.
 */
export function recordId(chunk: string, line: number, bytes: Uint8Array): string {
  return `${chunk}-${line}-${createHash("sha1").update(bytes).digest("hex").slice(0, 12)}`;
}
