import { FORMAT_WIDTH_MAX, TEMPLATES_CACHED_MAX } from "./limits.js";
import type { MessageArgs } from "./log-record.js";
import { displayText, reprText, valueText } from "./value-text.js";

/** One `%…` conversion of a message or a format. */
export interface Conversion {
  /** The name of `%(name)s`, or undefined. */
  readonly name: string | undefined;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly type: string;
  /** As it was written. */
  readonly source: string;
}

/** A parsed `%` template: text and conversions in turn; `texts` has one more than `conversions`. */
export interface PercentTemplate {
  readonly texts: readonly string[];
  readonly conversions: readonly Conversion[];
  /** Whether a conversion has a name, so that the arguments are one object. */
  readonly named: boolean;
}

const CONVERSION = /%(?:\(([^)]*)\))?([#0\- +]*)(\d+)?(?:\.(\d+))?[hlL]?([diouxXeEfFgGcrsajoO%])/g;
const templates = new Map<string, PercentTemplate>();

/** Parses a template, or takes it from the cache. What is no conversion is text. */
export function percentTemplate(source: string): PercentTemplate {
  const known = templates.get(source);
  if (known !== undefined) return known;
  const parsed = parse(source);
  if (templates.size >= TEMPLATES_CACHED_MAX) templates.clear();
  templates.set(source, parsed);
  return parsed;
}

function parse(source: string): PercentTemplate {
  const texts: string[] = [];
  const conversions: Conversion[] = [];
  let text = "";
  let end = 0;
  for (const match of source.matchAll(CONVERSION)) {
    text += source.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[5] === "%") {
      text += "%";
      continue;
    }
    texts.push(text);
    text = "";
    conversions.push(conversionOf(match));
  }
  texts.push(text + source.slice(end));
  return { texts, conversions, named: conversions.some((conversion) => conversion.name !== undefined) };
}

function conversionOf(match: RegExpExecArray): Conversion {
  const [source, name, flags, width, precision, type] = match;
  return { name, flags: flags ?? "", width: bounded(width), precision: bounded(precision), type: type ?? "s", source };
}

function bounded(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Math.min(FORMAT_WIDTH_MAX, Number(digits));
}

/** A message with its arguments: Python's `msg % args`, but what does not fit stays as written instead of a fault. */
export function formatMessage(msg: unknown, args: MessageArgs): string {
  const text = typeof msg === "string" ? msg : displayText(msg);
  if (Array.isArray(args)) return args.length === 0 ? text : positional(percentTemplate(text), args);
  const mapping = args as Record<string, unknown>;
  const template = percentTemplate(text);
  return template.named ? named(template, mapping) : positional(template, [mapping]);
}

function positional(template: PercentTemplate, args: readonly unknown[]): string {
  const { texts, conversions } = template;
  let result = texts[0] ?? "";
  for (let index = 0; index < conversions.length; index += 1) {
    const conversion = conversions[index] as Conversion;
    result += index < args.length ? convert(conversion, args[index]) : conversion.source;
    result += texts[index + 1];
  }
  for (let index = conversions.length; index < args.length; index += 1) result += ` ${displayText(args[index])}`;
  return result;
}

function named(template: PercentTemplate, mapping: Readonly<Record<string, unknown>>): string {
  const { texts, conversions } = template;
  let result = texts[0] ?? "";
  for (const [index, conversion] of conversions.entries()) {
    const key = conversion.name;
    result += key !== undefined && Object.hasOwn(mapping, key) ? convert(conversion, mapping[key]) : conversion.source;
    result += texts[index + 1];
  }
  return result;
}

/** One value as a conversion writes it. */
export function convert(conversion: Conversion, value: unknown): string {
  if (conversion.type === "s" && conversion.width === undefined && conversion.precision === undefined) {
    return typeof value === "string" ? value : displayText(value);
  }
  return pad(conversion, body(conversion, value));
}

function body(conversion: Conversion, value: unknown): string {
  switch (conversion.type) {
    case "s":
      return displayText(value).slice(0, conversion.precision);
    case "r":
    case "a":
      return reprText(value).slice(0, conversion.precision);
    case "j":
    case "O":
      return valueText(value);
    case "c":
      return typeof value === "number"
        ? String.fromCodePoint(Math.min(Math.max(0, value), 0x10ffff))
        : displayText(value);
    case "o":
      return typeof value === "number"
        ? signed(conversion, value, Math.trunc(Math.abs(value)).toString(8))
        : valueText(value);
    default:
      return typeof value === "number" || typeof value === "bigint" ? number(conversion, value) : displayText(value);
  }
}

function number(conversion: Conversion, value: number | bigint): string {
  if (typeof value === "number" && !Number.isFinite(value)) return signed(conversion, value, notFinite(value));
  const absolute = typeof value === "bigint" ? (value < 0n ? -value : value) : Math.abs(value);
  return signed(conversion, value, digitsOf(conversion, absolute));
}

function notFinite(value: number): string {
  return Number.isNaN(value) ? "nan" : "inf";
}

function digitsOf({ type, flags, precision }: Conversion, value: number | bigint): string {
  const whole = typeof value === "bigint" ? value : Math.trunc(value);
  switch (type) {
    case "x":
      return (flags.includes("#") ? "0x" : "") + whole.toString(16).padStart(precision ?? 0, "0");
    case "X":
      return (
        (flags.includes("#") ? "0X" : "") +
        whole
          .toString(16)
          .toUpperCase()
          .padStart(precision ?? 0, "0")
      );
    case "e":
    case "E":
      return exponent(Number(value).toExponential(Math.min(100, precision ?? 6)), type);
    case "f":
    case "F":
      return Number(value).toFixed(Math.min(100, precision ?? 6));
    case "g":
    case "G":
      return general(Number(value), precision ?? 6, type);
    default:
      return plainDigits(whole).padStart(precision ?? 0, "0");
  }
}

function plainDigits(whole: number | bigint): string {
  return typeof whole === "number" && whole >= 1e21 ? BigInt(whole).toString() : whole.toString();
}

function exponent(text: string, type: string): string {
  const padded = text.replace(/e([+-])(\d)$/, "e$10$2");
  return type === "E" || type === "G" ? padded.toUpperCase() : padded;
}

function general(value: number, precision: number, type: string): string {
  const digits = Math.min(100, Math.max(1, precision));
  const power = value === 0 ? 0 : Math.floor(Math.log10(value));
  if (power < -4 || power >= digits) {
    return exponent(value.toExponential(digits - 1).replace(/\.?0+e/, "e"), type);
  }
  const fixed = value.toPrecision(digits);
  return fixed.includes(".") ? fixed.replace(/\.?0+$/, "") : fixed;
}

function signed({ flags }: Conversion, value: number | bigint, digits: string): string {
  if (value < 0) return `-${digits}`;
  if (flags.includes("+")) return `+${digits}`;
  return flags.includes(" ") ? ` ${digits}` : digits;
}

function pad({ flags, width, type }: Conversion, text: string): string {
  if (width === undefined || text.length >= width) return text;
  if (flags.includes("-")) return text.padEnd(width);
  if (!flags.includes("0") || "srac".includes(type)) return text.padStart(width);
  const sign = /^[+\- ]?(?:0[xX])?/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}
