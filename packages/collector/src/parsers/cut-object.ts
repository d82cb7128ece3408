// A JSON object of which only the beginning is there: its first whole members still say when and how bad.
import { parseObject } from "./json.js";
import { normaliseObject } from "./normalise.js";
import type { ParseContext, ParsedLine } from "./parsed-line.js";

/** Programs write time and level first; what stands behind this much is not looked for. */
const lookedAtMax = 64 * 1024;

/** Index of the last comma between members of the object that starts the text, or -1. */
function lastComma(text: string): number {
  let depth = 0;
  let comma = -1;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 34) {
      const end = stringEnd(text, at);
      if (end === -1) return comma;
      at = end;
    } else if (character === 123 || character === 91) depth++;
    else if (character === 125 || character === 93) depth--;
    else if (character === 44 && depth === 1) comma = at;
  }
  return comma;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 34) return at;
    if (character === 92) at++;
  }
  return -1;
}

/** Reads the whole members at the beginning; the message is the text. Answers `undefined` when there are none. */
export function parseCutObject(text: string, context: ParseContext): ParsedLine | undefined {
  if (!text.startsWith("{")) return undefined;
  const head = text.slice(0, lookedAtMax);
  const comma = lastComma(head);
  const object = comma === -1 ? undefined : parseObject(`${head.slice(0, comma)}}`);
  return object === undefined ? undefined : { ...normaliseObject(object, context), message: text };
}
