// Values of expressions, and conversions between their types as the engine makes them (store/query, value.ts).
import type { SegmentRecord } from "@cordwood/store";
import { formatTime } from "@cordwood/store/query";
import { numberOf } from "@cordwood/store/query/ast";

/** A text, number (null: none), truth or time (nanoseconds) of each record; `type` says which of them it always is. */
export type Evaluated =
  | {
      type: "string";
      readonly get: (record: SegmentRecord) => string;
      /** Text of a literal that stood in quotes. */
      literal?: string;
      /** For the level: the severity that orders it. */
      severity?: (record: SegmentRecord) => number;
    }
  | { type: "number"; readonly get: (record: SegmentRecord) => number | null }
  | { type: "boolean"; readonly get: (record: SegmentRecord) => boolean }
  | { type: "time"; readonly get: (record: SegmentRecord) => bigint };

/** A function of a record. */
export type Getter<T> = (record: SegmentRecord) => T;

/** As a number, null where it is none. Times count seconds since the epoch. */
export function toNumber(value: Evaluated): Getter<number | null> {
  if (value.type === "number") return (record) => value.get(record);
  if (value.type === "boolean") return (record) => Number(value.get(record));
  if (value.type === "time") return (record) => Number(value.get(record)) / 1e9;
  return (record) => numberOfText(value.get(record)) ?? null;
}

/** The number that a text is, as the engine reads it: one that is too large is infinite, and so may be words. */
export function numberOfText(text: string): number | undefined {
  const number = numberOf(text);
  if (number !== undefined || text.length > 64) return number;
  if (/^[+-]?\d+(?:\.\d*)?[eE]\+?\d{1,3}$/.test(text)) return Number(text);
  const word = /^([+-]?)(?:(inf|infinity)|nan)$/i.exec(text);
  if (word === null) return undefined;
  if (word[2] === undefined) return Number.NaN;
  return word[1] === "-" ? -Infinity : Infinity;
}

/** A number as the engine writes it. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : String(value).replace("e+", "e");
}

/** As text, empty for null. */
export function toText(value: Evaluated): Getter<string> {
  if (value.type === "string") return (record) => value.get(record);
  if (value.type === "boolean") return (record) => String(value.get(record));
  if (value.type === "time") return (record) => formatTime(value.get(record));
  return (record) => {
    const number = value.get(record);
    return number === null ? "" : numberText(number);
  };
}

/** As a condition: not zero, not false, not the texts '', '0' and 'false'. */
export function toCondition(value: Evaluated): Getter<boolean> {
  if (value.type === "boolean") return (record) => value.get(record);
  if (value.type === "time") return () => true;
  if (value.type === "number") return (record) => (value.get(record) ?? 0) !== 0;
  return (record) => !["", "0", "false"].includes(value.get(record));
}

const surrogate = /[\ud800-\udfff]/;

/** The order of two texts by their UTF-8 bytes, as the engine compares. */
export function compareTexts(left: string, right: string): number {
  if (surrogate.test(left) || surrogate.test(right)) return Buffer.compare(Buffer.from(left), Buffer.from(right));
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
