// Copies the pieces of a JSON text byte by byte while checking them. Each function answers where the piece ends in
// the source, or -1 when the piece is invalid or not plain enough to be copied; since bytes are copied as they are,
// the target grows by as much.

const quote = 0x22;
const backslash = 0x5c;

// After a backslash: 1 for " \ / b f n r t, 2 for u.
const escapes = new Uint8Array(256);
for (const character of String.raw`"\/bfnrt`) escapes[character.charCodeAt(0)] = 1;
escapes["u".charCodeAt(0)] = 2;

const hexDigits = new Uint8Array(256);
for (const character of "0123456789abcdefABCDEF") hexDigits[character.charCodeAt(0)] = 1;

/**
 * Copies a string's content, from after its first quote; answers where its last quote is. Escapes of half surrogate
 * pairs are not copied: they may be no text.
 */
export function copyString(source: Uint8Array, from: number, end: number, target: Uint8Array, to: number): number {
  let at = from;
  const shift = to - from;
  while (at < end) {
    const byte = source[at] as number;
    if (byte === quote) return at;
    if (byte < 0x20) return -1;
    target[at + shift] = byte;
    at += 1;
    if (byte !== backslash) continue;
    const escaped = escapeEnd(source, at, end);
    if (escaped === -1) return -1;
    for (; at < escaped; at += 1) target[at + shift] = source[at] as number;
  }
  return -1;
}

function escapeEnd(source: Uint8Array, at: number, end: number): number {
  const kind = escapes[source[at] as number];
  if (kind === 1) return at + 1;
  if (kind !== 2 || at + 5 > end) return -1;
  for (let digit = at + 1; digit < at + 5; digit += 1) if (hexDigits[source[digit] as number] === 0) return -1;
  const first = (source[at + 1] as number) | 0x20;
  const second = source[at + 2] as number;
  return first === 0x64 && second > 0x37 ? -1 : at + 5;
}

/** Where a string without escapes ends, from after its first quote. */
export function plainStringEnd(source: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    const byte = source[at] as number;
    if (byte === quote) return at;
    if (byte < 0x20 || byte === backslash) return -1;
  }
  return -1;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Where a number ends that JavaScript would write in the same way; -1 for other numbers and for what is none. */
export function plainNumberEnd(source: Uint8Array, from: number): number {
  const start = source[from] === 0x2d ? from + 1 : from;
  let at = start;
  while (isDigit(source[at])) at += 1;
  const whole = at - start;
  const zero = source[start] === 0x30;
  if (whole === 0 || (zero && (whole > 1 || start > from))) return -1;
  if (source[at] === 0x2e) {
    const fraction = at + 1;
    for (at = fraction; isDigit(source[at]);) at += 1;
    const plain = at > fraction && source[at - 1] !== 0x30 && at - start <= 16 && (!zero || source[fraction] !== 0x30);
    if (!plain) return -1;
  }
  return ((source[at] as number) | 0x20) === 0x65 ? -1 : at;
}

const literals = ["true", "false", "null"].map((text) => Buffer.from(text));

/** Where `true`, `false` or `null` ends. */
export function literalEnd(source: Uint8Array, from: number): number {
  for (const literal of literals) {
    let same = 0;
    while (same < literal.length && source[from + same] === literal[same]) same += 1;
    if (same === literal.length) return from + same;
  }
  return -1;
}
