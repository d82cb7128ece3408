/** Wraps text in a terminal's colours, or leaves it as it is. */
export interface Paint {
  (style: Style, text: string): string;
}

/** What the command's output distinguishes. */
export type Style = "strong" | "faint" | "good" | "warn" | "bad" | "worst" | "name" | "value";

const codes: Record<Style, readonly [number, number]> = {
  strong: [1, 22],
  faint: [2, 22],
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39],
  worst: [35, 39],
  name: [36, 39],
  value: [34, 39],
};

/** Chooses by the stream and the customs NO_COLOR and FORCE_COLOR (no-color.org); `--no-color` sets the first. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const { NO_COLOR = "", FORCE_COLOR = "", TERM } = process.env;
  if (NO_COLOR !== "") return plain;
  const forced = FORCE_COLOR !== "" && FORCE_COLOR !== "0";
  return forced || (stream.isTTY && TERM !== "dumb") ? colored : plain;
}

/** No colours at all. */
export const plain: Paint = (_style, text) => text;

const colored: Paint = (style, text) => {
  const [on, off] = codes[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};
