// Finds the known fields of a record that arrived as an object (JSON, LTSV, logfmt, OTLP, GELF) and flattens the rest.
import { attributesMax, depthMax } from "../limits.js";
import { parseTime } from "../timestamps/parse-time.js";
import { type KnownKey, type Role, knownKey } from "./known-keys.js";
import { type Level, levelOfNumber, levelOfPython, levelOfSeverity, levelOfText } from "./level.js";
import type { ParseContext, ParsedLine } from "./parsed-line.js";
import { withPlainNames } from "./short-names.js";

/** A value that may be one of the record's known fields. */
interface Candidate {
  rank: number;
  path: string;
  value: unknown;
}

type Members = Readonly<Record<string, unknown>>;

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A value as text: texts as they are, everything else as JSON writes it. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  try {
    return JSON.stringify(value, bigintsAsText) ?? "";
  } catch {
    return "[a value nested too deeply to be written]";
  }
}

function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** Adds an attribute; `__proto__` too is only a name here. */
export function setAttribute(attributes: Record<string, string>, name: string, text: string): void {
  if (name === "__proto__") {
    Object.defineProperty(attributes, name, { value: text, enumerable: true, configurable: true, writable: true });
  } else attributes[name] = text;
}

/** A numeric `severity` is OpenTelemetry's, beside or instead of a level's name. */
const severityNumber: KnownKey = { role: "levelNumber", rank: 1 };

/** Collects known fields and attributes of one object. */
class Collector {
  readonly attributes: Record<string, string> = {};
  // All roles from the start: the engine then keeps one shape for every record.
  readonly #candidates: Record<Role, Candidate | undefined> = {
    time: undefined,
    level: undefined,
    levelNumber: undefined,
    message: undefined,
    service: undefined,
    host: undefined,
    logger: undefined,
    name: undefined,
    dataset: undefined,
    traceId: undefined,
    spanId: undefined,
    parseError: undefined,
  };
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  addMembers(members: Members, prefix: string, depth: number): void {
    for (const key of Object.keys(members)) this.#add(prefix === "" ? key : `${prefix}.${key}`, members[key], depth);
  }

  #add(path: string, value: unknown, depth: number): void {
    if (value === undefined) return;
    const known = knownKey(path);
    if (isMembers(value)) this.#addObject(path, value, depth, known);
    else if (known === null) this.addAttribute(path, value);
    else if (path === "severity" && typeof value === "number") this.#offer(severityNumber, path, value);
    else this.#offer(known, path, value);
  }

  #addObject(path: string, value: Members, depth: number, known: KnownKey | null): void {
    const whole = known?.role === "message" && path !== "log" && path !== "event";
    if (known !== null && (whole || path === "instant")) this.#offer(known, path, value);
    else if (depth >= depthMax || this.#count >= attributesMax) this.addAttribute(path, value);
    else if (path === "attributes") this.#addOwnAttributes(value);
    else this.addMembers(value, path, depth + 1);
  }

  /** The members of `attributes` (OpenTelemetry, and Cordwood's own records) are attributes already. */
  #addOwnAttributes(value: Members): void {
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (!isMembers(member)) this.addAttribute(key, member);
      else this.#flatten(key, member, 1);
    }
  }

  #flatten(prefix: string, members: Members, depth: number): void {
    for (const key of Object.keys(members)) {
      const value = members[key];
      const path = `${prefix}.${key}`;
      if (isMembers(value) && depth < depthMax && this.#count < attributesMax) this.#flatten(path, value, depth + 1);
      else this.addAttribute(path, value);
    }
  }

  /** The lowest rank is the field; the others stay attributes under their own names. */
  #offer(known: KnownKey, path: string, value: unknown): void {
    const current = this.#candidates[known.role];
    if (current === undefined || known.rank < current.rank) {
      if (current !== undefined) this.addAttribute(current.path, current.value);
      this.#candidates[known.role] = { rank: known.rank, path, value };
    } else this.addAttribute(path, value);
  }

  addAttribute(path: string, value: unknown): void {
    if (value === undefined) return;
    this.#count++;
    const room = this.#count <= attributesMax;
    if (room) setAttribute(this.attributes, path, valueText(value));
    else this.attributes["cordwood.attributes_left_out"] = String(this.#count - attributesMax);
  }

  /** The candidate of a field; whoever asks for it sets the field or gives it back. */
  take(role: Role): Candidate | undefined {
    return this.#candidates[role];
  }

  /** A candidate that is not what its name promised stays an attribute, unless it is empty. */
  giveBack(candidate: Candidate): void {
    if (candidate.value === "") return;
    this.addAttribute(candidate.path, candidate.value);
  }
}

const nanosecondKey = /^time_?unix_?nano$/i;

/** OTLP's `time_unix_nano` is nanoseconds whatever its size; log4j's `instant` is seconds and nanoseconds. */
function timeOf({ path, value }: Candidate, context: ParseContext): bigint | undefined {
  if (nanosecondKey.test(path) && typeof value === "string" && /^\d{1,19}$/.test(value)) return BigInt(value);
  if (!isMembers(value)) return parseTime(value, context);
  const { epochSecond, nanoOfSecond = 0 } = value;
  if (!Number.isSafeInteger(epochSecond) || !Number.isSafeInteger(nanoOfSecond)) return undefined;
  return BigInt(epochSecond as number) * 1_000_000_000n + BigInt(nanoOfSecond as number);
}

function levelOf(candidate: Candidate): Level | undefined {
  const { value } = candidate;
  if (typeof value === "string") return levelOfText(value);
  if (typeof value !== "number") return undefined;
  return levelOfNumber(value);
}

function levelOfNumberField(candidate: Candidate): Level | undefined {
  const value = typeof candidate.value === "string" ? Number(candidate.value) : candidate.value;
  if (typeof value !== "number") return undefined;
  return candidate.path.toLowerCase() === "levelno" ? levelOfPython(value) : levelOfSeverity(value);
}

function setTime(record: ParsedLine, collector: Collector, context: ParseContext): void {
  const candidate = collector.take("time");
  if (candidate === undefined) return;
  const time = timeOf(candidate, context);
  if (time === undefined) collector.giveBack(candidate);
  else record.time = time;
}

/** A number beside a name gives the severity, the name the level. */
function setLevel(record: ParsedLine, collector: Collector): void {
  const named = collector.take("level");
  const numbered = collector.take("levelNumber");
  const byName = named === undefined ? undefined : levelOf(named);
  const byNumber = numbered === undefined ? undefined : levelOfNumberField(numbered);
  if (named !== undefined && byName === undefined) collector.giveBack(named);
  if (numbered !== undefined && byNumber === undefined) collector.giveBack(numbered);
  const level = byName?.level ?? byNumber?.level;
  if (level === undefined) return;
  record.level = level;
  record.severity = severityOf(numbered, byName, byNumber);
}

function severityOf(numbered: Candidate | undefined, byName: Level | undefined, byNumber: Level | undefined): number {
  if (numbered?.path.toLowerCase() === "levelno" && byName !== undefined) return byName.severity;
  return byNumber?.severity ?? byName?.severity ?? 9;
}

type TextRole = "service" | "host" | "logger" | "dataset" | "parseError";
const textRoles: readonly TextRole[] = ["service", "host", "logger", "dataset", "parseError"];

function setTexts(record: ParsedLine, collector: Collector): void {
  for (const role of textRoles) {
    const candidate = collector.take(role);
    if (candidate === undefined) continue;
    if (candidate.value === null || candidate.value === "") continue;
    record[role] = valueText(candidate.value);
  }
}

/** `name` is the logger in pino, bunyan and Python; in a record without a level it is some other name. */
function setName(record: ParsedLine, collector: Collector): void {
  const candidate = collector.take("name");
  if (candidate === undefined) return;
  if (record.logger === undefined && record.level !== undefined && typeof candidate.value === "string") {
    record.logger = candidate.value;
  } else collector.giveBack(candidate);
}

const zeros = /^0+$/;

function setId(record: ParsedLine, collector: Collector, role: "traceId" | "spanId", digits: number): void {
  const candidate = collector.take(role);
  if (candidate === undefined) return;
  const text = valueText(candidate.value).toLowerCase();
  if (text.length === digits && /^[0-9a-f]+$/.test(text) && !zeros.test(text)) record[role] = text;
  else if (text !== "" && !zeros.test(text)) collector.giveBack(candidate);
}

function messageOf(collector: Collector): string | undefined {
  const candidate = collector.take("message");
  return candidate === undefined ? undefined : valueText(candidate.value);
}

/**
 * Turns an object into a record: time, level, message, service, host, logger, dataset and trace ids under any of
 * their usual names; everything else flattened with dots into `attributes` as text (arrays as JSON). An object without
 * a message gets `text`, the line it came from, or itself as JSON. Never throws.
 */
export function normaliseObject(object: Members, context: ParseContext, text?: string): ParsedLine {
  const collector = new Collector();
  collector.addMembers(withPlainNames(object), "", 0);
  const record: ParsedLine = { message: messageOf(collector) ?? text ?? valueText(object) };
  setTime(record, collector, context);
  setLevel(record, collector);
  setTexts(record, collector);
  setName(record, collector);
  setId(record, collector, "traceId", 32);
  setId(record, collector, "spanId", 16);
  if (!collector.isEmpty) record.attributes = collector.attributes;
  return record;
}
