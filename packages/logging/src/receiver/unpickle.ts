// Python pickles (protocols 0 to 5) of plain data: dict, list, tuple, str, bytes, int, float, bool and None. Nothing is
// looked up and nothing is called: any other object becomes a text with its class's name. Source: pickletools.
import { LoggingError } from "../errors.js";
import { PICKLE_DEPTH_MAX, PICKLE_INTEGER_LENGTH_MAX, PICKLE_MEMO_MAX } from "../limits.js";

const mark = Symbol("mark");
type Stack = unknown[];

function keyText(key: unknown): string {
  if (typeof key === "string") return key;
  return typeof key === "number" || typeof key === "bigint" || typeof key === "boolean" ? String(key) : "";
}

/** Runs the opcodes of one pickle. */
class Unpickler {
  readonly #bytes: Buffer;
  #at = 0;
  readonly #stack: Stack = [];
  readonly #memo = new Map<number, unknown>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  run(): unknown {
    for (;;) {
      const opcode = String.fromCharCode(this.#bytes[this.#need(1)] ?? 0);
      if (opcode === ".") return checkDepth(this.#pop());
      const operation = operations[opcode];
      if (operation === undefined) throw this.error(`opcode ${JSON.stringify(opcode)} is not known`);
      operation(this);
    }
  }

  error(reason: string): Error {
    return new LoggingError("CW_LOGGING_PICKLE", [this.#at, reason]);
  }

  #need(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw this.error("it is cut off");
    this.#at = start + length;
    return start;
  }

  skip(length: number): void {
    this.#need(length);
  }

  unsigned(size: number): number {
    const start = this.#need(size);
    if (size < 8) return this.#bytes.readUIntLE(start, size);
    return Number(this.#bytes.readBigUInt64LE(start));
  }

  signed(size: number): number {
    return this.#bytes.readIntLE(this.#need(size), size);
  }

  double(): number {
    return this.#bytes.readDoubleBE(this.#need(8));
  }

  text(length: number): string {
    const start = this.#need(length);
    return this.#bytes.toString("utf8", start, start + length);
  }

  binary(length: number): Buffer {
    const start = this.#need(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Reads up to the newline of the old text opcodes. */
  line(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    if (end === -1) throw this.error("it is cut off");
    const text = this.#bytes.toString("latin1", this.#at, end);
    this.#at = end + 1;
    return text;
  }

  /** Reads a little-endian whole number of any size in two's complement. */
  long(size: number): number | bigint {
    const bytes = this.binary(size);
    let value = 0n;
    if (size > PICKLE_INTEGER_LENGTH_MAX) throw this.error(`a whole number of ${size} bytes`);
    for (const byte of [...bytes].toReversed()) value = (value << 8n) | BigInt(byte);
    const signed = BigInt.asIntN(size * 8, value);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  #pop(): unknown {
    if (this.#stack.length === 0) throw this.error("its stack is empty");
    return this.#stack.pop();
  }

  drop(): void {
    this.#pop();
  }

  /** The value on top, which stays. */
  #top(): unknown {
    if (this.#stack.length === 0) throw this.error("its stack is empty");
    return this.#stack.at(-1);
  }

  copyTop(): void {
    this.push(this.#top());
  }

  /** Takes the values above the last mark, and the mark. */
  aboveMark(): unknown[] {
    const at = this.#stack.lastIndexOf(mark);
    if (at === -1) throw this.error("a mark is missing");
    const values = this.#stack.splice(at);
    return values.slice(1);
  }

  take(count: number): unknown[] {
    if (this.#stack.length < count) throw this.error("its stack is empty");
    return this.#stack.splice(this.#stack.length - count);
  }

  pair(): [unknown, unknown] {
    const [first, second] = this.take(2);
    return [first, second];
  }

  append(values: readonly unknown[]): void {
    const list = this.#top();
    if (typeof list === "string") return;
    if (!Array.isArray(list)) throw this.error("values are appended to what is no list");
    for (const value of values) list.push(value);
  }

  setItems(values: readonly unknown[]): void {
    const object = this.#top();
    if (typeof object === "string") return;
    const isDict = typeof object === "object" && object !== null && !Array.isArray(object) && !Buffer.isBuffer(object);
    if (!isDict) throw this.error("items are set in what is no dict");
    setPairs(object as Record<string, unknown>, values);
  }

  remember(key: number): void {
    if (this.#memo.size >= PICKLE_MEMO_MAX) throw this.error(`its memo has more than ${PICKLE_MEMO_MAX} values`);
    this.#memo.set(key, this.#top());
  }

  rememberNext(): void {
    this.remember(this.#memo.size);
  }

  recall(key: number): void {
    if (!this.#memo.has(key)) throw this.error(`its memo has no value ${key}`);
    this.push(this.#memo.get(key));
  }
}

function setPairs(object: Record<string, unknown>, values: readonly unknown[]): void {
  for (let index = 0; index + 1 < values.length; index += 2)
    setMember(object, keyText(values[index]), values[index + 1]);
}

function dictOf(values: readonly unknown[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  setPairs(object, values);
  return object;
}

/** The memo can make a value contain itself, or grow exponentially when written out: both are refused here. */
function checkDepth(root: unknown): unknown {
  let visits = 0;
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || Buffer.isBuffer(value)) return;
    if (depth > PICKLE_DEPTH_MAX || ++visits > PICKLE_MEMO_MAX)
      throw new LoggingError("CW_LOGGING_PICKLE", [0, "its values nest too deep, or contain themselves"]);
    for (const member of Object.values(value)) visit(member, depth + 1);
  };
  visit(root, 0);
  return root;
}

function wholeNumber(text: string, at: Unpickler): number | bigint | boolean {
  if (text === "00" || text === "01") return text === "01";
  const digits = text.endsWith("L") ? text.slice(0, -1) : text;
  if (!/^[+-]?\d{1,1000}$/.test(digits)) throw at.error("a whole number is none");
  const value = BigInt(digits);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** The old text form of a string: a Python literal in quotes. */
function literal(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, (_whole, character: string) => (character === "n" ? "\n" : character));
}

/** The old text form of a unicode string: Latin-1 with `\\u` escapes. */
function rawUnicode(bytes: string): string {
  return bytes.replaceAll(
    /\\u([0-9a-f]{4})|\\U(0010[0-9a-f]{4}|000[0-9a-f]{5})/g,
    (_whole, short?: string, long?: string) => String.fromCodePoint(Number.parseInt(short ?? long ?? "0", 16)),
  );
}

/** What stands for an object of any class: items added to it later are left out. */
function standIn(module: unknown, name: unknown): string {
  return `[python object ${keyText(module)}.${keyText(name)}]`;
}

const bytesFromText = standIn("_codecs", "encode");
const emptyBytes = standIn("__builtin__", "bytes");

/** Protocols below 3 have no bytes: they write a call that encodes a text as Latin-1. Other calls are not made. */
function resultOf(called: unknown, values: unknown): unknown {
  const [text, encoding] = Array.isArray(values) ? (values as unknown[]) : [];
  if (called === bytesFromText && typeof text === "string" && encoding === "latin1") return Buffer.from(text, "latin1");
  if (called === emptyBytes && text === undefined) return Buffer.alloc(0);
  return typeof called === "string" ? called : standIn("", "");
}

type Operation = (at: Unpickler) => void;

/** Opcodes by their character; what is not here (persistent and registered objects) is refused. */
const operations: Readonly<Record<string, Operation>> = {
  "\x80": (at) => at.skip(1), // PROTO
  "\x95": (at) => at.skip(8), // FRAME
  "(": (at) => at.push(mark),
  "0": (at) => at.drop(),
  "1": (at) => void at.aboveMark(),
  "2": (at) => at.copyTop(),
  N: (at) => at.push(null),
  "\x88": (at) => at.push(true),
  "\x89": (at) => at.push(false),
  I: (at) => at.push(wholeNumber(at.line(), at)),
  L: (at) => at.push(wholeNumber(at.line(), at)),
  J: (at) => at.push(at.signed(4)),
  K: (at) => at.push(at.unsigned(1)),
  M: (at) => at.push(at.unsigned(2)),
  "\x8a": (at) => at.push(at.long(at.unsigned(1))),
  "\x8b": (at) => at.push(at.long(at.unsigned(4))),
  F: (at) => at.push(Number(at.line())),
  G: (at) => at.push(at.double()),
  S: (at) => at.push(literal(at.line())),
  T: (at) => at.push(at.text(at.unsigned(4))),
  U: (at) => at.push(at.text(at.unsigned(1))),
  V: (at) => at.push(rawUnicode(at.line())),
  X: (at) => at.push(at.text(at.unsigned(4))),
  "\x8c": (at) => at.push(at.text(at.unsigned(1))),
  "\x8d": (at) => at.push(at.text(at.unsigned(8))),
  B: (at) => at.push(at.binary(at.unsigned(4))),
  C: (at) => at.push(at.binary(at.unsigned(1))),
  "\x8e": (at) => at.push(at.binary(at.unsigned(8))),
  "]": (at) => at.push([]),
  l: (at) => at.push(at.aboveMark()),
  a: (at) => appendOne(at),
  e: (at) => at.append(at.aboveMark()),
  ")": (at) => at.push([]),
  t: (at) => at.push(at.aboveMark()),
  "\x85": (at) => at.push(at.take(1)),
  "\x86": (at) => at.push(at.take(2)),
  "\x87": (at) => at.push(at.take(3)),
  "}": (at) => at.push({}),
  d: (at) => at.push(dictOf(at.aboveMark())),
  s: (at) => at.setItems(at.take(2)),
  u: (at) => at.setItems(at.aboveMark()),
  p: (at) => at.remember(Number(at.line())),
  q: (at) => at.remember(at.unsigned(1)),
  r: (at) => at.remember(at.unsigned(4)),
  "\x94": (at) => at.rememberNext(),
  g: (at) => at.recall(Number(at.line())),
  h: (at) => at.recall(at.unsigned(1)),
  j: (at) => at.recall(at.unsigned(4)),
  c: (at) => at.push(standIn(at.line(), at.line())), // GLOBAL
  "\x93": (at) => at.push(standIn(...at.pair())), // STACK_GLOBAL
  R: (at) => at.push(resultOf(...at.pair())), // REDUCE
  "\x81": (at) => at.push(resultOf(...at.pair())), // NEWOBJ
  "\x92": (at) => at.push(at.take(3)[0]), // NEWOBJ_EX
  b: (at) => at.drop(), // BUILD: the state of an object
};

function appendOne(at: Unpickler): void {
  const [value] = at.take(1);
  at.append([value]);
}

/** `__proto__` is a key like any other, not the prototype. */
function setMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else object[name] = value;
}

/**
 * Reads a Python pickle of plain data: dict, str, int, float, bool, None, tuple, list, bytes. Tuples become arrays, bytes
 * Buffers, whole numbers beyond 2^53 bigints. An object of any other class becomes a text with the class's name; nothing is
 * imported and nothing is called, so a pickle that came over a network can do no more than fill its own bounds.
 * @throws LoggingError `CW_LOGGING_PICKLE` when it is damaged or contains itself
 */
export function unpickle(bytes: Uint8Array): unknown {
  return new Unpickler(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).run();
}
