import { parseInstant, type Zone } from "./instant.js";
import { formatShort } from "./moment.js";
import { presets, type RangeText } from "./range.js";

function end(text: string, zone: Zone): string {
  if (text.startsWith("now")) return text;
  const ms = parseInstant(text, 0, zone);
  return ms === null ? text : formatShort(ms, zone).replace(/\.\d{3}$/, "");
}

/** A range in few words: the preset's name, or its two ends with the second date left out when it repeats. */
export function rangeLabel(range: RangeText, zone: Zone): string {
  const preset = presets.find(({ from, to }) => from === range.from && to === range.to);
  if (preset !== undefined) return preset.label;
  const [from, to] = [end(range.from, zone), end(range.to, zone)];
  const sameDay = from.length > 10 && to.length > 10 && from.slice(0, 10) === to.slice(0, 10);
  return `${from} – ${sameDay ? to.slice(11) : to}`;
}
