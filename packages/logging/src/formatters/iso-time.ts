let lastMs = -1;
let lastSecond = -1;
let lastPrefix = "";
let lastText = "";

/** Milliseconds since the epoch as ISO 8601 in UTC. `toISOString` costs 0.7 µs, so the text is kept per millisecond. */
export function isoTime(ms: number): string {
  if (ms === lastMs) return lastText;
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastPrefix = prefixOf(ms);
    lastSecond = second;
  }
  lastMs = ms;
  lastText = `${lastPrefix}${threeDigits(ms - second * 1000)}Z`;
  return lastText;
}

function prefixOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "1970-01-01T00:00:00." : date.toISOString().slice(0, -4);
}

/** A number below 1000 with leading zeros. */
export function threeDigits(value: number): string {
  if (value > 99) return String(value);
  return value > 9 ? `0${value}` : `00${value}`;
}
