/**
 * What names in a configuration stand for. Python imports what a name says; here a name is looked up in a list: the
 * classes of this library under Python's names, the standard streams, and what the application has registered.
 */
import { Filter } from "../filter.js";
import { FileHandler } from "../file-handler.js";
import { Formatter } from "../formatters/formatter.js";
import { JsonFormatter } from "../formatters/json-formatter.js";
import * as handlers from "../handlers/index.js";
import * as levels from "../levels.js";
import { NullHandler } from "../null-handler.js";
import { StreamHandler } from "../stream-handler.js";
import { LoggingError } from "../errors.js";

/** Finds what a dotted name stands for. @throws LoggingError `CW_LOGGING_CONFIG_NAME` */
export type Resolve = (name: string) => unknown;

const registered = new Map<string, unknown>();

/** What stands under a name without its leading "logging." */
const library: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...Object.entries(levels).filter(([, value]) => typeof value === "number"),
  ...Object.entries(handlers),
  ["StreamHandler", StreamHandler],
  ["FileHandler", FileHandler],
  ["NullHandler", NullHandler],
  ["Formatter", Formatter],
  ["JsonFormatter", JsonFormatter],
  ["Filter", Filter],
]);

/** Names from elsewhere in Python's library. */
const python: Readonly<Record<string, () => unknown>> = {
  "sys.stdout": () => process.stdout,
  "sys.stderr": () => process.stderr,
  "process.stdout": () => process.stdout,
  "process.stderr": () => process.stderr,
  "socket.SOCK_STREAM": () => handlers.SOCK_STREAM,
  "socket.SOCK_DGRAM": () => handlers.SOCK_DGRAM,
  "queue.Queue": () => handlers.LogQueue,
  "queue.SimpleQueue": () => handlers.LogQueue,
  "multiprocessing.Queue": () => handlers.LogQueue,
};

/** What a configuration from the network may name unless `listen` is told otherwise: nothing that opens a file or a connection. */
export const NETWORK_NAMES: readonly string[] = [
  "sys.stdout",
  "sys.stderr",
  "process.stdout",
  "process.stderr",
  "StreamHandler",
  "NullHandler",
  "MemoryHandler",
  "Formatter",
  "JsonFormatter",
  "Filter",
];

/**
 * Gives a class, a function or a value a name that configurations can use in `class`, `()` and `ext://`. Undefined takes
 * the name back.
 */
export function registerName(name: string, value: unknown): void {
  if (value === undefined) registered.delete(name);
  else registered.set(name, value);
}

/** Looks a name up: registered ones, those of the library, then properties of the global object. */
export function resolveName(name: string): unknown {
  const plain = plainName(name);
  if (registered.has(name)) return registered.get(name);
  const builtIn = python[name];
  if (builtIn !== undefined && Object.hasOwn(python, name)) return builtIn();
  if (library.has(plain)) return library.get(plain);
  const owner = ownerOf(name, plain);
  if (owner !== undefined) return owner;
  throw unknownName(name);
}

/** A lookup that finds nothing but the names on a list. */
export function restrictedTo(allowed: readonly string[]): Resolve {
  const plainAllowed = new Set(allowed.map((name) => plainName(name)));
  return (name) => {
    if (plainAllowed.has(plainName(name)) || isConstant(name)) return resolveName(name);
    throw new LoggingError("CW_LOGGING_CONFIG_NAME_REFUSED", [JSON.stringify(name), allowed.join(", ")]);
  };
}

/** A number or a string does nothing by itself. */
function isConstant(name: string): boolean {
  try {
    return ["number", "string"].includes(typeof resolveName(name)) && !name.startsWith("globalThis");
  } catch {
    return false;
  }
}

function plainName(name: string): string {
  return name.replace(/^(?:logging|cordwood)\./, "").replace(/^(?:handlers|formatters|filters)\./, "");
}

/** `SysLogHandler.LOG_USER`, a property of something known; or `globalThis.x.y`. */
function ownerOf(name: string, plain: string): unknown {
  const parts = plain.split(".");
  const known = [...registered.keys()]
    .filter((each) => name.startsWith(`${each}.`))
    .toSorted()
    .at(-1);
  if (known !== undefined) return walk(registered.get(known), name.slice(known.length + 1).split("."));
  if (library.has(parts[0] ?? "")) return walk(library.get(parts[0] ?? ""), parts.slice(1));
  if (parts[0] === "globalThis") return walk(globalThis, parts.slice(1));
  return undefined;
}

/** Own properties, and static ones of parent classes, so that no name leads to what every object has. */
function walk(from: unknown, parts: readonly string[]): unknown {
  let current = from;
  for (const part of parts) {
    if (!hasProperty(current, part)) return undefined;
    current = Reflect.get(current, part);
  }
  return current;
}

function hasProperty(holder: unknown, name: string): holder is object {
  for (let each: unknown = holder; isHolder(each); each = Object.getPrototypeOf(each)) {
    if (Object.hasOwn(each, name)) return name !== "prototype";
  }
  return false;
}

function isHolder(value: unknown): value is object {
  if (value === Function.prototype || value === Object.prototype) return false;
  return typeof value === "function" || (typeof value === "object" && value !== null);
}

function unknownName(name: string): LoggingError {
  const names = [...registered.keys(), ...library.keys()].filter(
    (each) => /^[A-Z]\w*[a-z]/.test(each) || each.includes("."),
  );
  return new LoggingError("CW_LOGGING_CONFIG_NAME", [JSON.stringify(name), names.join(", ")]);
}
