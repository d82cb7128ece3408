// How syslog messages follow each other on a TCP connection (RFC 6587): each with its length before it, or each ended
// by a newline. A connection may mix both.

/** A message, and where the next one begins. */
export interface SyslogFrame {
  message: Buffer;
  end: number;
}

const newline = 0x0a;
const space = 0x20;
const zero = 0x30;
const lengthDigitsMax = 7;

/**
 * The message that begins at `at`; nothing when it is not whole yet. A counted message longer than `bytesMax`, or a
 * line that has not ended by then, is given in parts of that size.
 */
export function nextFrame(bytes: Buffer, at: number, bytesMax: number): SyslogFrame | undefined {
  const counted = countedLength(bytes, at);
  if (counted === "incomplete") return undefined;
  if (counted !== undefined && counted.length <= bytesMax) {
    const end = counted.start + counted.length;
    return end > bytes.length ? undefined : { message: withoutEnd(bytes.subarray(counted.start, end)), end };
  }
  const end = bytes.indexOf(newline, at);
  if (end !== -1 && end - at <= bytesMax) return { message: withoutEnd(bytes.subarray(at, end)), end: end + 1 };
  if (bytes.length - at < bytesMax) return undefined;
  return { message: bytes.subarray(at, at + bytesMax), end: at + bytesMax };
}

// A message in octet counting begins with its length, a space, and the "<" of its priority.
function countedLength(bytes: Buffer, at: number): { start: number; length: number } | "incomplete" | undefined {
  let length = 0;
  for (let index = at; index <= at + lengthDigitsMax; index += 1) {
    const byte = bytes[index];
    if (byte === undefined) return "incomplete";
    if (byte === space) return index === at ? undefined : { start: index + 1, length };
    const digit = byte - zero;
    if (digit < 0 || digit > 9 || (digit === 0 && index === at)) return undefined;
    length = length * 10 + digit;
  }
  return undefined;
}

function withoutEnd(message: Buffer): Buffer {
  let end = message.length;
  while (end > 0 && [newline, 0x0d, 0].includes(message[end - 1] as number)) end -= 1;
  return message.subarray(0, end);
}
