// The beginning of a forward message: the array, the tag, and what kind of second element follows.
import { forwardTagBytesMax } from "../limits.js";
import { decodeError } from "./decode-error.js";

/** What stands before the second element. */
export interface ForwardHead {
  /** Elements of the message's array. */
  count: number;
  tag: string;
  /** Index of the second element. */
  end: number;
}

/** A length field and the index behind it. */
export interface LengthAt {
  length: number;
  end: number;
}

const needMore = undefined;

/** The number of elements of the array at `at`; `undefined` when bytes are missing, -1 when it is no array. */
export function arrayAt(bytes: Buffer, at: number): LengthAt | undefined {
  const type = bytes[at];
  if (type === undefined) return needMore;
  if (type >= 0x90 && type < 0xa0) return { length: type & 0x0f, end: at + 1 };
  if (type !== 0xdc && type !== 0xdd) return { length: -1, end: at };
  const size = type === 0xdc ? 2 : 4;
  if (at + 1 + size > bytes.length) return needMore;
  return { length: bytes.readUIntBE(at + 1, size), end: at + 1 + size };
}

/** The length of the text or binary data at `at`; `undefined` when bytes are missing, -1 when it is neither. */
export function bytesAt(bytes: Buffer, at: number): LengthAt | undefined {
  const type = bytes[at];
  if (type === undefined) return needMore;
  if (type >= 0xa0 && type < 0xc0) return { length: type & 0x1f, end: at + 1 };
  const binary = type >= 0xc4 && type <= 0xc6;
  if (!binary && (type < 0xd9 || type > 0xdb)) return { length: -1, end: at };
  const size = 1 << (type - (binary ? 0xc4 : 0xd9));
  if (at + 1 + size > bytes.length) return needMore;
  return { length: bytes.readUIntBE(at + 1, size), end: at + 1 + size };
}

/**
 * Reads the beginning of a message; `undefined` when bytes are missing.
 * @throws CollectorError `CW_COLLECTOR_DECODE` when it is no forward message.
 */
export function readForwardHead(bytes: Buffer): ForwardHead | undefined {
  const array = arrayAt(bytes, 0);
  if (array === undefined) return needMore;
  if (array.length < 2 || array.length > 6) throw decodeError("forward", 0, "a message is an array of 2 to 4 elements");
  const tag = bytesAt(bytes, array.end);
  if (tag === undefined) return needMore;
  if (tag.length < 0) throw decodeError("forward", array.end, "the tag is not a text");
  if (tag.length > forwardTagBytesMax) throw decodeError("forward", array.end, `the tag has ${tag.length} bytes`);
  const end = tag.end + tag.length;
  if (end >= bytes.length) return needMore;
  return { count: array.length, tag: bytes.toString("utf8", tag.end, end), end };
}
