import { LoggingError } from "../errors.js";
import { PickleReader } from "./pickle-reader.js";

/**
 * Reads a Python pickle (protocols 0 to 5) of plain data: dict, str, int, float, bool, None, tuple, list, bytes. Opcodes that import or
 * call anything are refused, so a pickle that came over a network can do no more than fill its own bounds. Dicts become
 * objects without a prototype, tuples arrays, bytes a Buffer, integers beyond 2^53 a bigint.
 * Opcodes as in CPython's Lib/pickletools.py.
 * @throws LoggingError `CW_LOGGING_PICKLE`
 */
export function unpickle(bytes: Uint8Array): unknown {
  const machine = new Machine(new PickleReader(bytes));
  for (;;) {
    const code = machine.reader.byte();
    const operation = OPERATIONS[code];
    if (operation === undefined) throw refused(`opcode 0x${code.toString(16)}, which may run code or is unknown`);
    operation(machine);
    if (code === STOP) return machine.pop();
  }
}

const STOP = 0x2e;
const MARK: unique symbol = Symbol("mark");
const ENCODE: unique symbol = Symbol("_codecs.encode");
const BYTES: unique symbol = Symbol("bytes");

const refused = (what: string): LoggingError => new LoggingError("CW_LOGGING_PICKLE", [what]);

class Machine {
  readonly reader: PickleReader;
  readonly memo = new Map<number, unknown>();
  readonly #stack: unknown[] = [];

  constructor(reader: PickleReader) {
    this.reader = reader;
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  pop(): unknown {
    if (this.#stack.length === 0) throw refused("an empty stack");
    return this.#stack.pop();
  }

  top(): unknown {
    return this.#stack.at(-1);
  }

  /** Everything above the last mark, which is taken off too. */
  popMark(): unknown[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw refused("a missing mark");
    return this.#stack.splice(at).slice(1);
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  recall(index: number): void {
    if (!this.memo.has(index)) throw refused(`memo ${index}, which was never set`);
    this.push(this.memo.get(index));
  }

  append(items: readonly unknown[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw refused("items without a list");
    for (const item of items) list.push(item);
  }

  setItems(items: readonly unknown[]): void {
    setAll(this.top(), items);
  }
}

function setAll(dictionary: unknown, items: readonly unknown[]): void {
  if (!isDictionary(dictionary) || items.length % 2 !== 0) throw refused("items without a dict");
  for (let i = 0; i < items.length; i += 2) dictionary[keyText(items[i])] = items[i + 1];
}

function isDictionary(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null;
}

function keyText(key: unknown): string {
  if (typeof key === "string" || typeof key === "number" || typeof key === "bigint" || typeof key === "boolean")
    return String(key);
  if (key === null) return "None";
  throw refused("a dict key that is no plain value");
}

const newDictionary = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;

/** Protocols 0 to 2 have no bytes: Python writes a call of `_codecs.encode(text, "latin1")`, the only call that is followed. */
function reduce(machine: Machine): void {
  const args = machine.pop();
  const callable = machine.pop();
  if (!Array.isArray(args)) throw refused("a call without arguments");
  const [text, encoding] = args as unknown[];
  if (callable === BYTES && args.length === 0) machine.push(Buffer.alloc(0));
  else if (callable === ENCODE && typeof text === "string" && encoding === "latin1")
    machine.push(Buffer.from(text, "latin1"));
  else throw refused("a call");
}

function global(machine: Machine): void {
  const [module, name] = [machine.reader.line(), machine.reader.line()];
  if (module === "_codecs" && name === "encode") machine.push(ENCODE);
  else if (name === "bytes" && (module === "builtins" || module === "__builtin__")) machine.push(BYTES);
  else throw refused(`an import of ${module}.${name}`);
}

function textInteger(text: string): unknown {
  if (text === "00" || text === "01") return text === "01";
  return integer(text);
}

function integer(text: string): number | bigint {
  if (!/^[+-]?\d{1,400}L?$/.test(text)) throw refused(`the number ${text}`);
  const value = BigInt(text.replace("L", "").replace("+", ""));
  return small(value);
}

const small = (value: bigint): number | bigint => (BigInt.asIntN(53, value) === value ? Number(value) : value);

function longInteger(bytes: Buffer): number | bigint {
  if (bytes.length === 0) return 0;
  const hex = Buffer.from(bytes)
    .toReversed()
    .reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), "0x");
  return small(BigInt.asIntN(bytes.length * 8, BigInt(hex)));
}

function quoted(text: string): string {
  return text
    .slice(1, -1)
    .replaceAll(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, char: string) =>
      hex === undefined ? char : String.fromCodePoint(Number.parseInt(hex, 16)),
    );
}

const rawUnicode = (text: string): string =>
  text.replaceAll(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g,
    (_, short: string | undefined, long: string | undefined) =>
      String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(short ?? long ?? "0", 16))),
  );

/** What each opcode does; what is not here is refused. */
const OPERATIONS: Readonly<Record<number, (machine: Machine) => void>> = {
  0x80: (m) => m.reader.take(1), // PROTO
  0x95: (m) => m.reader.take(8), // FRAME
  [STOP]: () => undefined,
  0x28: (m) => m.push(MARK),
  0x30: (m) => m.pop(), // POP
  0x31: (m) => m.popMark(), // POP_MARK
  0x32: (m) => m.push(m.top()), // DUP
  0x4e: (m) => m.push(null),
  0x88: (m) => m.push(true),
  0x89: (m) => m.push(false),
  0x49: (m) => m.push(textInteger(m.reader.line())), // INT
  0x4c: (m) => m.push(integer(m.reader.line())), // LONG
  0x4a: (m) => m.push(m.reader.take(4).readInt32LE()), // BININT
  0x4b: (m) => m.push(m.reader.byte()), // BININT1
  0x4d: (m) => m.push(m.reader.take(2).readUInt16LE()), // BININT2
  0x8a: (m) => m.push(longInteger(m.reader.take(m.reader.byte()))), // LONG1
  0x46: (m) => m.push(Number(m.reader.line())), // FLOAT
  0x47: (m) => m.push(m.reader.take(8).readDoubleBE()), // BINFLOAT
  0x53: (m) => m.push(quoted(m.reader.line())), // STRING
  0x56: (m) => m.push(rawUnicode(m.reader.line())), // UNICODE
  0x54: (m) => m.push(m.reader.sized(4).toString("latin1")), // BINSTRING
  0x55: (m) => m.push(m.reader.sized(1).toString("latin1")), // SHORT_BINSTRING
  0x58: (m) => m.push(m.reader.sized(4).toString("utf8")), // BINUNICODE
  0x8c: (m) => m.push(m.reader.sized(1).toString("utf8")), // SHORT_BINUNICODE
  0x8d: (m) => m.push(m.reader.sized(8).toString("utf8")), // BINUNICODE8
  0x42: (m) => m.push(Buffer.from(m.reader.sized(4))), // BINBYTES
  0x43: (m) => m.push(Buffer.from(m.reader.sized(1))), // SHORT_BINBYTES
  0x8e: (m) => m.push(Buffer.from(m.reader.sized(8))), // BINBYTES8
  0x5d: (m) => m.push([]), // EMPTY_LIST
  0x29: (m) => m.push([]), // EMPTY_TUPLE
  0x7d: (m) => m.push(newDictionary()), // EMPTY_DICT
  0x6c: (m) => m.push(m.popMark()), // LIST
  0x74: (m) => m.push(m.popMark()), // TUPLE
  0x85: (m) => m.push([m.pop()]), // TUPLE1
  0x86: (m) => m.push([m.pop(), m.pop()].toReversed()), // TUPLE2
  0x87: (m) => m.push([m.pop(), m.pop(), m.pop()].toReversed()), // TUPLE3
  0x64: (m) => {
    // DICT
    const [items, dictionary] = [m.popMark(), newDictionary()];
    setAll(dictionary, items);
    m.push(dictionary);
  },
  0x61: (m) => {
    // APPEND
    const item = m.pop();
    m.append([item]);
  },
  0x65: (m) => m.append(m.popMark()), // APPENDS
  0x73: (m) => {
    // SETITEM
    const [value, key] = [m.pop(), m.pop()];
    m.setItems([key, value]);
  },
  0x75: (m) => m.setItems(m.popMark()), // SETITEMS
  0x70: (m) => m.remember(Number(m.reader.line())), // PUT
  0x71: (m) => m.remember(m.reader.byte()), // BINPUT
  0x72: (m) => m.remember(m.reader.take(4).readUInt32LE()), // LONG_BINPUT
  0x94: (m) => m.remember(m.memo.size), // MEMOIZE
  0x67: (m) => m.recall(Number(m.reader.line())), // GET
  0x68: (m) => m.recall(m.reader.byte()), // BINGET
  0x6a: (m) => m.recall(m.reader.take(4).readUInt32LE()), // LONG_BINGET
  0x63: global,
  0x52: reduce,
};
