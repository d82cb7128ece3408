import { quoteName } from "../query/index.js";
import type { Found } from "./sides.js";

/** Share of a range's records that one value must have to stand for all of it. */
const wholeShare = 0.9;

/** The range of numbers that begins at 1, 2 or 5 times a power of ten. */
export function rangeFrom(field: string, from: number): Pick<Found, "kind" | "field" | "value" | "query"> {
  const to = String(from).startsWith("2") ? (from / 2) * 5 : from * 2;
  const name = quoteName(field);
  return { kind: "range", field, value: `${from} to ${to}`, query: `(${name}:>=${from} ${name}:<${to})` };
}

/** Leaves out ranges that are one value, and the values of other ranges: those are told once, by the range. */
export function withoutRepeats(found: readonly Found[]): Found[] {
  const ranges = found.filter(({ kind }) => kind === "range");
  const told = ranges.filter((range) => !found.some((value) => isWhole(value, range)));
  return found.filter((each) =>
    each.kind === "range" ? told.includes(each) : !told.some((range) => isIn(each, range) && !isWhole(each, range)),
  );
}

function isIn({ kind, field, value }: Found, range: Found): boolean {
  const [from = 0, to = 0] = range.value.split(" to ").map(Number);
  return kind === "value" && field === range.field && Number(value) >= from && Number(value) < to;
}

function isWhole(value: Found, range: Found): boolean {
  return isIn(value, range) && sum(value) >= wholeShare * sum(range);
}

const sum = ({ counts: [here, there] }: Found): number => here + there;
