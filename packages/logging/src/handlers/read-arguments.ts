import { fileURLToPath } from "node:url";
import { LoggingError } from "../errors.js";
import { isPlainObject } from "../fields.js";

/** How the arguments of a handler are named: those that may be given by position first, in Python's order. */
export interface ArgumentNames {
  /** Whose arguments they are, for messages. */
  readonly owner: string;
  readonly positional: readonly string[];
  /** Options that can only be given by name. */
  readonly named?: readonly string[];
}

/**
 * Reads arguments given by position, by name in one options object at the end, or both, into one object.
 * Undefined means "not given".
 * @throws LoggingError `CW_LOGGING_OPTION_UNKNOWN` for a name that is neither, or an argument too many.
 */
export function readArguments<Options extends object>(
  names: ArgumentNames,
  given: readonly unknown[],
): Partial<Options> {
  const known = [...names.positional, ...(names.named ?? [])];
  const last = given.at(-1);
  const options = isOptions(last, known, names.positional[given.length - 1]) ? last : undefined;
  const positions = options === undefined ? given : given.slice(0, -1);
  if (positions.length > names.positional.length) {
    throw new LoggingError("CW_LOGGING_OPTION_UNKNOWN", [
      names.owner,
      `argument ${positions.length}`,
      known.join(", "),
    ]);
  }
  const result: Record<string, unknown> = {};
  for (const [index, value] of positions.entries()) result[names.positional[index] ?? ""] = value;
  for (const [name, value] of Object.entries(options ?? {})) {
    if (!known.includes(name))
      throw new LoggingError("CW_LOGGING_OPTION_UNKNOWN", [names.owner, name, known.join(", ")]);
    if (value !== undefined) result[name] = value;
  }
  for (const name of Object.keys(result)) if (result[name] === undefined) delete result[name];
  return result as Partial<Options>;
}

/** Arguments whose value may itself be a plain object. */
const objectValued: ReadonlySet<string> = new Set([
  "address",
  "atTime",
  "context",
  "credentials",
  "secure",
  "mailhost",
  "target",
  "queue",
]);

function isOptions(
  last: unknown,
  known: readonly string[],
  position: string | undefined,
): last is Record<string, unknown> {
  if (!isPlainObject(last)) return false;
  if (position === undefined || !objectValued.has(position)) return true;
  return Object.keys(last).length > 0 && Object.keys(last).every((name) => known.includes(name));
}

/** The path of a file, given as text or as a `file:` URL. @throws LoggingError `CW_LOGGING_OPTION_VALUE` */
export function pathOf(owner: string, filename: string | URL | undefined): string {
  const given = required(owner, "filename", filename, "a path");
  return given instanceof URL ? fileURLToPath(given) : given;
}

/** The value of an option that must be there. @throws LoggingError `CW_LOGGING_OPTION_VALUE` */
export function required<Value>(owner: string, name: string, value: Value | undefined, expected: string): Value {
  if (value === undefined || value === null) {
    throw new LoggingError("CW_LOGGING_OPTION_VALUE", [`${owner} ${name}`, String(value), expected]);
  }
  return value;
}
