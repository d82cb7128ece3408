// Copies texts into JSON while escaping what JSON wants escaped (RFC 8259 §7).
import { isUtf8 } from "node:buffer";

const plain = 0;
const high = 1;
const escaped = 2;

// What becomes of each byte of a text.
const classes = new Uint8Array(256).fill(plain, 0x20, 0x80).fill(high, 0x80);
classes.fill(escaped, 0, 0x20);
classes[0x22] = escaped;
classes[0x5c] = escaped;

const short = new Map([
  [0x08, "b"],
  [0x09, "t"],
  [0x0a, "n"],
  [0x0c, "f"],
  [0x0d, "r"],
  [0x22, '"'],
  [0x5c, "\\"],
]);

const hexDigits = Buffer.from("0123456789abcdef");

/** A byte becomes at most this many: `\u0000`. */
export const escapeBytesMax = 6;

function putEscape(byte: number, target: Uint8Array, to: number): number {
  target[to] = 0x5c;
  const letter = short.get(byte);
  if (letter !== undefined) {
    target[to + 1] = letter.charCodeAt(0);
    return to + 2;
  }
  target[to + 1] = 0x75;
  target[to + 2] = 0x30;
  target[to + 3] = 0x30;
  target[to + 4] = hexDigits[byte >> 4] as number;
  target[to + 5] = hexDigits[byte & 15] as number;
  return to + escapeBytesMax;
}

/** Copies the text from `from` to `end` as the content of a JSON string; answers where it ends, or -1 when it is no UTF-8. */
export function copyText(source: Uint8Array, from: number, end: number, target: Uint8Array, to: number): number {
  let out = to;
  let isAscii = true;
  for (let at = from; at < end; at += 1) {
    const byte = source[at] as number;
    const what = classes[byte] as number;
    if (what === escaped) out = putEscape(byte, target, out);
    else {
      target[out] = byte;
      out += 1;
      if (what === high) isAscii = false;
    }
  }
  return isAscii || isUtf8(source.subarray(from, end)) ? out : -1;
}

/** Writes a whole number in decimal digits; answers where it ends. */
export function putInteger(value: number, target: Uint8Array, to: number): number {
  let out = to;
  let rest = value;
  if (rest < 0) {
    target[out] = 0x2d;
    out += 1;
    rest = -rest;
  }
  let digits = 1;
  for (let power = 10; power <= rest; power *= 10) digits += 1;
  for (let at = out + digits - 1; at >= out; at -= 1) {
    const next = Math.floor(rest / 10);
    target[at] = 0x30 + (rest - next * 10);
    rest = next;
  }
  return out + digits;
}
