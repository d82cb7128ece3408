import { type ReactElement, useId, useState } from "react";
import { parseInstant, type Zone } from "./instant.js";
import { formatShort } from "./moment.js";
import { absoluteRange, type RangeText, resolveRange, wholeRange } from "./range.js";

function shown(text: string, zone: Zone): string {
  if (text === wholeRange) return "";
  if (text.startsWith("now")) return text;
  const ms = parseInstant(text, Date.now(), zone);
  return ms === null ? text : formatShort(ms, zone);
}

/** What is wrong with the typed range, in words; null when nothing is. */
function mistake(range: RangeText, zone: Zone): string | null {
  const now = Date.now();
  for (const [end, text] of [
    ["From", range.from],
    ["To", range.to],
  ] as const) {
    if (parseInstant(text, now, zone) === null) {
      return `${end} is not a time: try 2026-01-31 14:00, now-15m or an epoch.`;
    }
  }
  return resolveRange(range, now, zone) === null ? "From must be before to." : null;
}

/** Relative times stay relative; others are written with their zone, so that the address means the same everywhere. */
function settled(range: RangeText, zone: Zone): RangeText {
  const resolved = resolveRange(range, Date.now(), zone);
  if (resolved === null) return range;
  const absolute = absoluteRange(resolved);
  return {
    from: range.from.trim().startsWith("now") ? range.from.trim() : absolute.from,
    to: range.to.trim().startsWith("now") ? range.to.trim() : absolute.to,
  };
}

/** A range as two typed times. */
export function RangeForm(props: { range: RangeText; zone: Zone; onChoose: (range: RangeText) => void }): ReactElement {
  const { range, zone, onChoose } = props;
  const [from, setFrom] = useState(() => shown(range.from, zone));
  const [to, setTo] = useState(() => shown(range.to, zone));
  const [wrong, setWrong] = useState<string | null>(null);
  const id = useId();
  return (
    <form
      className="range-form"
      onSubmit={(event) => {
        event.preventDefault();
        const found = mistake({ from, to }, zone);
        setWrong(found);
        if (found === null) onChoose(settled({ from, to }, zone));
      }}
    >
      <label htmlFor={`${id}from`}>From</label>
      <input
        id={`${id}from`}
        value={from}
        placeholder="2026-01-31 14:00"
        autoFocus
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setFrom(event.target.value)}
      />
      <label htmlFor={`${id}to`}>To</label>
      <input
        id={`${id}to`}
        value={to}
        placeholder="now"
        spellCheck={false}
        autoComplete="off"
        aria-invalid={wrong !== null}
        aria-describedby={`${id}wrong`}
        onChange={(event) => setTo(event.target.value)}
      />
      <p id={`${id}wrong`} className={wrong ? "wrong" : "muted"} role={wrong ? "alert" : undefined}>
        {wrong ?? `Times are ${zone === "utc" ? "UTC" : "local"}. Dragging over the histogram works too.`}
      </p>
      <button type="submit" className="button primary">
        Apply
      </button>
    </form>
  );
}
