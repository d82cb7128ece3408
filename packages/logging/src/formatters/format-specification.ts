import { FORMAT_WIDTH_MAX } from "../limits.js";
import { convert } from "../message.js";
import { displayText } from "../value-text.js";

const SPECIFICATION = /^(?:(.)?([<=>^]))?([+ -])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

/** A value by Python's format specification mini-language: fill, align, sign, `#`, width, grouping, precision, type. */
export function formatSpecified(value: unknown, specification: string): string {
  const match = SPECIFICATION.exec(specification);
  if (match === null) return displayText(value);
  const [, fill, align, sign = "", , zero, width, grouping, precision, type = ""] = match;
  const isNumber = typeof value === "number" || typeof value === "bigint";
  const text = isNumber
    ? numberText(value, { sign, alternate: match[4] !== undefined, grouping, precision, type })
    : displayText(value).slice(0, precision === undefined ? undefined : Number(precision));
  const filled = fill ?? (zero === undefined ? " " : "0");
  const aligned = align ?? (zero !== undefined && isNumber ? "=" : isNumber ? ">" : "<");
  return place(text, Math.min(FORMAT_WIDTH_MAX, Number(width ?? 0)), filled, aligned);
}

interface NumberLayout {
  sign: string;
  alternate: boolean;
  grouping: string | undefined;
  precision: string | undefined;
  type: string;
}

function numberText(value: number | bigint, layout: NumberLayout): string {
  const { sign, alternate, grouping, precision, type } = layout;
  if (type === "b") return withSign(value, (alternate ? "0b" : "") + magnitude(value).toString(2), sign);
  if (type === "%") return `${numberText(Number(value) * 100, { ...layout, type: "f" })}%`;
  if (type === "c") return String.fromCodePoint(Math.min(0x10ffff, Math.max(0, Number(value))));
  if ((type === "" || type === "n") && precision === undefined)
    return withSign(value, grouped(magnitude(value).toString(), grouping), sign);
  const conversion = { name: undefined, width: undefined, source: "", flags: alternate ? "#" : "" };
  const kind = type === "" || type === "n" ? "g" : type;
  const digits = precision === undefined ? undefined : Math.min(100, Number(precision));
  return withSign(
    value,
    grouped(convert({ ...conversion, precision: digits, type: kind }, magnitude(value)), grouping),
    sign,
  );
}

function magnitude(value: number | bigint): number | bigint {
  return value < 0 ? -value : value;
}

function withSign(value: number | bigint, digits: string, sign: string): string {
  if (value < 0) return `-${digits}`;
  return sign === "+" || sign === " " ? sign + digits : digits;
}

function grouped(digits: string, separator: string | undefined): string {
  return separator === undefined
    ? digits
    : digits.replace(/^\d+/, (whole) => whole.replaceAll(/\B(?=(\d{3})+$)/g, separator));
}

function place(text: string, width: number, fill: string, align: string): string {
  const missing = width - text.length;
  if (missing <= 0) return text;
  if (align === "<") return text + fill.repeat(missing);
  if (align === "^") return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(Math.ceil(missing / 2));
  const sign = align === "=" && /^[+\- ]/.test(text) ? text.charAt(0) : "";
  return sign + fill.repeat(missing) + text.slice(sign.length);
}
