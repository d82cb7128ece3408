import type { Zone } from "../range/instant.js";
import { formatMoment, isoToMs } from "../range/moment.js";

/** How a column is shown: numbers to the right, times in the chosen zone. */
export type ColumnKind = "number" | "time" | "text";

const whole = new Intl.NumberFormat("en");
const fraction = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });

/** The kind of a column by the engine's name of its type, `Nullable(…)` and such taken off. */
export function columnKind(type: string): ColumnKind {
  const bare = type.replace(/^(?:(?:Nullable|LowCardinality)\()+/, "");
  if (/^(?:U?Int|Float|Decimal|BFloat|number)/.test(bare)) return "number";
  return /^(?:Date|time)/.test(bare) ? "time" : "text";
}

/** A value as text without loss, for copying and filtering. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A value as a number; NaN when it is none. 64-bit numbers come as text. */
export function cellNumber(value: unknown): number {
  return typeof value === "number" ? value : typeof value === "string" && value !== "" ? Number(value) : Number.NaN;
}

/** A time value as milliseconds; a time without an offset is UTC, as the engine writes it. */
export function cellTime(value: unknown): number {
  if (typeof value === "number") return value;
  const text = cellText(value);
  return isoToMs(/[zZ]$|[+-]\d{2}:?\d{2}$/.test(text) || !/\d:\d/.test(text) ? text : `${text.replace(" ", "T")}Z`);
}

/** How much of a time a column shows: as many characters of `2026-01-31 14:00:00.000` as its finest value needs. */
export function timeDigits(values: readonly unknown[]): number {
  const times = values.map((value) => cellTime(value)).filter((ms) => !Number.isNaN(ms));
  if (times.some((ms) => ms % 1_000 !== 0)) return 23;
  return times.some((ms) => ms % 60_000 !== 0) ? 19 : 16;
}

/** A value as it is shown; `digits` is for times, see {@link timeDigits}. */
export function formatCell(value: unknown, kind: ColumnKind, zone: Zone, digits = 23): string {
  const text = cellText(value);
  if (kind === "time") {
    const ms = cellTime(value);
    return Number.isNaN(ms) ? text : formatMoment(ms, zone).slice(0, digits);
  }
  const number = kind === "number" ? cellNumber(value) : Number.NaN;
  if (Number.isNaN(number)) return text;
  if (!Number.isInteger(number)) return fraction.format(number);
  return Number.isSafeInteger(number) ? whole.format(number) : text;
}

/** Compares two values of a column for sorting; empty ones come last either way. */
export function compareCells(left: unknown, right: unknown, kind: ColumnKind, descending: boolean): number {
  const [leftText, rightText] = [cellText(left), cellText(right)];
  if (leftText === "" || rightText === "") return Number(leftText === "") - Number(rightText === "");
  const order =
    kind === "number"
      ? cellNumber(left) - cellNumber(right)
      : kind === "time"
        ? cellTime(left) - cellTime(right)
        : leftText.localeCompare(rightText, "en", { numeric: true });
  return descending ? -order : order;
}
