// How long a level that is set from here holds, and how much of it is left.

/** The choices, as the server reads them. */
export const holdTimes = ["5m", "15m", "1h", "4h"] as const;

/** One of {@link holdTimes}. */
export type HoldTime = (typeof holdTimes)[number];

const words: Record<HoldTime, string> = { "5m": "5 minutes", "15m": "15 minutes", "1h": "1 hour", "4h": "4 hours" };

/** A choice in words: `15 minutes`. */
export function holdTimeLabel(time: HoldTime): string {
  return words[time];
}

/** What is left until a moment: `3 h 05 min`, `14 min 05 s`, `9 s`; `0 s` when it is past. */
export function formatLeft(untilMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((untilMs - nowMs) / 1_000));
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  return minutes > 0 ? `${minutes} min ${two(seconds % 60)} s` : `${seconds} s`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
