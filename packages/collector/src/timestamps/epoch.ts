// Numbers that count from 1970: seconds, milliseconds, microseconds or nanoseconds, told apart by their size.

const secondsMax = 1e11;
const millisecondsMax = 1e14;
const microsecondsMax = 1e17;
/** What 64 bits with a sign hold: the year 2262. */
const nanosecondsMax = 0x7fff_ffff_ffff_ffffn;

function nanosecondsPerUnit(magnitude: number): bigint {
  if (magnitude < secondsMax) return 1_000_000_000n;
  if (magnitude < millisecondsMax) return 1_000_000n;
  return magnitude < microsecondsMax ? 1000n : 1n;
}

/**
 * Nanoseconds of a decimal number of seconds, milliseconds, microseconds or nanoseconds since the epoch (below 10^11
 * seconds, below 10^14 milliseconds, below 10^17 microseconds). Exact: the digits are never a floating-point number.
 * Answers `undefined` when the text is not such a number.
 */
export function nanosecondsOfEpoch(text: string): bigint | undefined {
  const found = /^(-?)(\d{1,19})(?:[.,](\d{1,30}))?$/.exec(text);
  if (found === null) return undefined;
  const [, sign, whole = "", fraction = ""] = found;
  const unit = nanosecondsPerUnit(Number(whole));
  const digits = unit.toString().length - 1;
  const nanos = BigInt(whole) * unit + BigInt(fraction.slice(0, digits).padEnd(digits, "0") || "0");
  if (nanos > nanosecondsMax) return undefined;
  return sign === "-" ? -nanos : nanos;
}
