// Points in time as a person types them; the same forms the API takes (DESIGN §3): ISO 8601, epoch, relative.

const unitMs: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const relative = /^now(?:([+-])(\d{1,9})(ms|[smhdw]))?$/;
const calendar =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** Which clock times without an offset are read and shown in. */
export type Zone = "local" | "utc";

/**
 * Reads a point in time as milliseconds since the epoch; null when it is none. A time without an offset is in `zone`.
 * Epoch numbers are seconds, milliseconds, microseconds or nanoseconds by their size.
 */
export function parseInstant(text: string, nowMs: number, zone: Zone): number | null {
  const trimmed = text.trim();
  return parseRelative(trimmed, nowMs) ?? parseEpoch(trimmed) ?? parseCalendar(trimmed, zone);
}

function parseRelative(text: string, nowMs: number): number | null {
  const match = relative.exec(text);
  if (match === null) return null;
  const [, sign, amount, unit] = match;
  if (sign === undefined || amount === undefined || unit === undefined) return nowMs;
  const distance = Number(amount) * (unitMs[unit] ?? 0);
  return sign === "-" ? nowMs - distance : nowMs + distance;
}

function parseEpoch(text: string): number | null {
  if (!/^\d{9,19}$/.test(text)) return null;
  const scale = text.length <= 11 ? 3 : text.length <= 14 ? 0 : text.length <= 17 ? -3 : -6;
  return scale >= 0 ? Number(text) * 10 ** scale : Number(text.slice(0, scale));
}

function parseCalendar(text: string, zone: Zone): number | null {
  const match = calendar.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "0", offset] = match;
  const suffix = offset ?? (zone === "utc" ? "Z" : "");
  const milliseconds = fraction.slice(0, 3).padEnd(3, "0");
  const value = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${suffix.toUpperCase()}`,
  );
  return Number.isNaN(value) ? null : value;
}
