// Times as people and programs write them: ISO 8601, epoch in s, ms, us or ns by size, or relative to now.

/** Nanoseconds in a unit of a duration. */
const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

const durationMax = 9_000_000_000_000_000_000n;
const timeMax = 9_223_372_036_854_775_807n;
const timeMin = -2_208_988_800_000_000_000n;

/**
 * A duration such as `5m`, `1.5h` or `1h30m` in nanoseconds; undefined when the text is none, or is longer than
 * 285 years.
 */
export function parseDuration(value: string): bigint | undefined {
  if (value.length > 64 || !/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w))+$/.test(value)) return undefined;
  let total = 0n;
  for (const [, number = "", unit = ""] of value.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d|w)/g)) {
    total += scale(number, units[unit] ?? 0n);
    if (total > durationMax) return undefined;
  }
  return total;
}

function scale(number: string, unit: bigint): bigint {
  const [whole = "0", fraction = ""] = number.split(".");
  const digits = fraction.slice(0, 18);
  return BigInt(whole) * unit + (BigInt(digits || "0") * unit) / 10n ** BigInt(digits.length);
}

/** Writes a duration with the largest units that fit exactly: 90 s is `1m30s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return "0s";
  let rest = nanoseconds;
  let result = "";
  for (const unit of ["w", "d", "h", "m", "s", "ms", "us", "ns"]) {
    const size = units[unit] ?? 1n;
    if (rest >= size) result += `${rest / size}${unit}`;
    rest %= size;
  }
  return result;
}

/** An interval of time, half open, in nanoseconds since the epoch. */
export interface TimeSpan {
  from: bigint;
  to: bigint;
}

const iso =
  /^(\d{4})-(\d{2})(?:-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?(?:([Zz])|([+-])(\d{2}):?(\d{2}))?$/;

/**
 * The time that the text names, in nanoseconds since the epoch: the beginning of what it covers (`2026-01-02` is its
 * midnight, UTC where no offset stands).
 *
 * - ISO 8601: `2026-01-02`, `2026-01-02T10:05`, `2026-01-02T10:05:06.789+02:00`
 * - epoch, unit by size: up to 1e11 seconds, up to 1e14 milliseconds, up to 1e17 microseconds, else nanoseconds
 * - relative: `now`, `now-15m`, `now+1h`, `now-1d/d` (rounded down to the unit)
 *
 * Undefined when it names none, or one outside 1900 to 2262, which the store cannot hold.
 */
export function parseTime(value: string, now: bigint): bigint | undefined {
  return parseTimeSpan(value, now)?.from;
}

/** What the text covers: a day for `2026-01-02`, a second for `…:06`, one nanosecond for an epoch or relative time. */
export function parseTimeSpan(value: string, now: bigint): TimeSpan | undefined {
  const trimmed = value.trim();
  if (trimmed.length > 64) return undefined;
  const span = relative(trimmed, now) ?? epoch(trimmed) ?? calendar(trimmed);
  return span !== undefined && span.from >= timeMin && span.to <= timeMax ? span : undefined;
}

function instant(time: bigint): TimeSpan {
  return { from: time, to: time + 1n };
}

function relative(value: string, now: bigint): TimeSpan | undefined {
  const match = /^now(?:\s*([+-])\s*([0-9a-zµ.]+))?(?:\/([smhdw]))?$/.exec(value);
  if (match === null) return undefined;
  const [, sign, amount, rounding] = match;
  const distance = amount === undefined ? 0n : parseDuration(amount);
  if (distance === undefined) return undefined;
  const time = sign === "-" ? now - distance : now + distance;
  return instant(rounding === undefined ? time : floorTo(time, units[rounding] ?? 1n));
}

/** Rounds down to a multiple; weeks begin on Monday (the epoch was a Thursday). */
function floorTo(time: bigint, unit: bigint): bigint {
  const shift = unit === units["w"] ? 4n * 86_400_000_000_000n : 0n;
  const shifted = time - shift;
  const rest = ((shifted % unit) + unit) % unit;
  return shifted - rest + shift;
}

function epoch(value: string): TimeSpan | undefined {
  const match = /^(-?)(\d{1,19})(?:\.(\d+))?$/.exec(value);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = ""] = match;
  const unit = epochUnit(BigInt(whole));
  const time = BigInt(whole) * unit + BigInt((fraction + "0".repeat(18)).slice(0, 18)) / (10n ** 18n / unit);
  return instant(sign === "-" ? -time : time);
}

function epochUnit(size: bigint): bigint {
  if (size < 100_000_000_000n) return 1_000_000_000n;
  if (size < 100_000_000_000_000n) return 1_000_000n;
  return size < 100_000_000_000_000_000n ? 1000n : 1n;
}

function calendar(value: string): TimeSpan | undefined {
  const match = iso.exec(value);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction] = match;
  const from = utc(year, month, day, hour, minute, second);
  if (from === undefined) return undefined;
  const offset = zoneOffset(match);
  if (offset === undefined) return undefined;
  const start = from - offset + BigInt((fraction ?? "").padEnd(9, "0"));
  return { from: start, to: start + length(match, start) };
}

function utc(
  year: string | undefined,
  month: string | undefined,
  day = "01",
  hour = "00",
  minute = "00",
  second = "00",
): bigint | undefined {
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second === "60" ? "59" : second}Z`);
  if (Number.isNaN(time) || new Date(time).getUTCDate() !== Number(day)) return undefined;
  return BigInt(time) * 1_000_000n + (second === "60" ? 1_000_000_000n : 0n);
}

function zoneOffset(match: RegExpExecArray): bigint | undefined {
  const [sign, hours, minutes] = [match[9], Number(match[10] ?? 0), Number(match[11] ?? 0)];
  if (hours > 23 || minutes > 59) return undefined;
  const size = BigInt(hours * 60 + minutes) * 60_000_000_000n;
  return sign === "-" ? -size : size;
}

function length(match: RegExpExecArray, start: bigint): bigint {
  const [, , , day, hour, , second, fraction] = match;
  if (fraction !== undefined) return 10n ** BigInt(9 - fraction.length);
  if (second !== undefined) return 1_000_000_000n;
  if (hour !== undefined) return 60_000_000_000n;
  if (day !== undefined) return 86_400_000_000_000n;
  return monthLength(start);
}

function monthLength(start: bigint): bigint {
  const date = new Date(Number(start / 1_000_000n));
  const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  return BigInt(next - Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)) * 1_000_000n;
}

/** ISO 8601 with nanoseconds, UTC: `2026-01-02T10:05:06.789000000Z`. */
export function formatTime(nanoseconds: bigint): string {
  const second = floorTo(nanoseconds, 1_000_000_000n);
  const fraction = (nanoseconds - second).toString().padStart(9, "0");
  return `${new Date(Number(second / 1_000_000n)).toISOString().slice(0, 19)}.${fraction}Z`;
}
