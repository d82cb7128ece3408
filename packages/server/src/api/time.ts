const unitNanoseconds: Record<string, bigint> = {
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

const relativePattern = /^now(?:([+-])(\d{1,9})(ms|s|m|h|d|w))?$/;
const epochPattern = /^-?\d{1,19}(?:\.\d{1,9})?$/;
const isoPattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\s?(Z|z|[+-]\d{2}:?\d{2})?)?$/;

/** Thrown for a time that is none of the three forms; the message names them. */
export class TimeSyntaxError extends Error {
  constructor(text: string) {
    super(
      `Expected a time like "2026-01-31T12:00:00Z", an epoch like 1769860800 or a relative time like "now-15m", got "${text.slice(0, 64)}"`,
    );
    this.name = "TimeSyntaxError";
  }
}

/**
 * Reads a time as the API takes it: ISO 8601 (UTC when it names no zone), an epoch whose size tells seconds,
 * milliseconds, microseconds or nanoseconds, or relative (`now`, `now-15m`; units ms, s, m, h, d, w).
 *
 * @returns nanoseconds since the epoch
 * @throws TimeSyntaxError
 */
export function parseTime(text: string, now: bigint = BigInt(Date.now()) * 1_000_000n): bigint {
  const trimmed = text.trim();
  const nanoseconds = readRelative(trimmed, now) ?? readEpoch(trimmed) ?? readIso(trimmed);
  if (nanoseconds === undefined) throw new TimeSyntaxError(text);
  return nanoseconds;
}

function readRelative(text: string, now: bigint): bigint | undefined {
  const match = relativePattern.exec(text);
  if (!match) return undefined;
  const [, sign, count, unit] = match;
  if (sign === undefined || count === undefined || unit === undefined) return now;
  const distance = BigInt(count) * (unitNanoseconds[unit] ?? 0n);
  return sign === "-" ? now - distance : now + distance;
}

/** Up to 11 digits are seconds (until the year 5138), up to 14 milliseconds, up to 17 microseconds, else nanoseconds. */
function readEpoch(text: string): bigint | undefined {
  if (!epochPattern.test(text)) return undefined;
  const [whole = "0", fraction = ""] = text.split(".");
  const digits = whole.replace("-", "").length;
  const power = digits <= 11 ? 9 : digits <= 14 ? 6 : digits <= 17 ? 3 : 0;
  const sign = whole.startsWith("-") ? -1n : 1n;
  const scaled = BigInt(whole.replace("-", "")) * 10n ** BigInt(power);
  return sign * (scaled + BigInt(fraction.padEnd(power, "0").slice(0, power) || "0"));
}

function readIso(text: string): bigint | undefined {
  const match = isoPattern.exec(text);
  if (!match) return undefined;
  const [, date, clock = "00:00:00", fraction = "", zone = "Z"] = match;
  const seconds = clock.length === 5 ? `${clock}:00` : clock;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const milliseconds = Date.parse(`${date}T${seconds}${offset}`);
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}
