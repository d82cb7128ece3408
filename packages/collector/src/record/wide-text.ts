// Text in UTF-16, as Windows programs write it: recognised by its byte order mark, or by its zeros when a file is read
// on from the middle.

/** Byte order of UTF-16. */
export type WideEncoding = "utf-16le" | "utf-16be";

/** Bytes of a line that are looked at when there is no mark. */
const lookedAt = 64;

function markOf(bytes: Uint8Array): WideEncoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}

// Nearly every character of a log is ASCII, so that every other byte is zero; UTF-8 has no zeros.
function guess(bytes: Uint8Array): WideEncoding | undefined {
  const zeros = [0, 0];
  const length = Math.min(bytes.length, lookedAt) & ~1;
  for (let at = 0; at < length; at += 1) if (bytes[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (length < 8 || Math.max(even, odd) < length / 4 || Math.min(even, odd) > 0) return undefined;
  return odd > 0 ? "utf-16le" : "utf-16be";
}

/** The encoding of a stream whose bytes from offset `at` on these are; `undefined` for UTF-8. */
export function wideEncodingOf(bytes: Uint8Array, at: number): WideEncoding | undefined {
  return at === 0 ? markOf(bytes) : guess(bytes);
}

/** The bytes of a byte order mark at the start, 0 or 2. */
export function markLength(bytes: Uint8Array): number {
  return markOf(bytes) === undefined ? 0 : 2;
}

/** Decodes; an odd byte at the end is left out. */
export function wideText(bytes: Uint8Array, encoding: WideEncoding): string {
  const even = bytes.subarray(0, bytes.length & ~1);
  if (encoding === "utf-16le") return Buffer.from(even.buffer, even.byteOffset, even.length).toString("utf16le");
  return Buffer.from(even).swap16().toString("utf16le");
}

/** Index of the first byte of the next newline, or -1. */
export function wideNewline(bytes: Buffer, from: number, encoding: WideEncoding): number {
  const newline = Buffer.from(encoding === "utf-16le" ? [0x0a, 0] : [0, 0x0a]);
  let at = bytes.indexOf(newline, from);
  while (at !== -1 && (at - from) % 2 === 1) at = bytes.indexOf(newline, at + 1);
  return at;
}

/** A whole body as UTF-8: converted when it starts with UTF-16's mark, else as it is. */
export function withoutWideText(bytes: Buffer): Buffer {
  const encoding = markOf(bytes);
  return encoding === undefined ? bytes : Buffer.from(wideText(bytes.subarray(2), encoding), "utf8");
}
