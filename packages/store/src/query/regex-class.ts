import type { RegexCursor } from "./regex-cursor.js";
import { isTokenCharacter } from "./tokens.js";

/** A character class such as `[a-z:]`. */
export interface CharacterClass {
  /** Whether all its characters separate words. */
  separates: boolean;
  /** Estimate of the states it takes. */
  states: number;
}

const posix = /\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/y;

/** Reads a class whose `[` stood at `start`. */
export function readClass(cursor: RegexCursor, start: number): CharacterClass {
  let separates = !cursor.accept("^");
  let states = 2;
  for (let first = true; first || !cursor.accept("]"); first = false) {
    if (cursor.atEnd) cursor.fail("a [ that is not closed", start);
    const item = readItem(cursor);
    separates &&= item.separates;
    states += item.states;
  }
  return { separates, states };
}

function readItem(cursor: RegexCursor): CharacterClass {
  const start = cursor.index;
  if (cursor.match(posix) !== undefined) return { separates: false, states: 4 };
  if (cursor.rest().startsWith("[:")) {
    const known = /^\[:[^\]]*:\]/.test(cursor.rest());
    if (known) cursor.fail("an unknown class of characters", start);
  }
  if (cursor.match(/\\[dDsSwW]/y) !== undefined) {
    return { separates: cursor.pattern[cursor.index - 1] === "s", states: 4 };
  }
  const low = readCharacter(cursor);
  if (low === undefined) return { separates: false, states: 200 };
  if (cursor.match(/-(?!\])(?=[^])/y) === undefined) return one(low);
  const high = readCharacter(cursor);
  if (high === undefined || (high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0)) {
    cursor.fail("a range whose end lies before its start", start);
  }
  return { separates: rangeSeparates(low, high), states: 4 };
}

function one(character: string): CharacterClass {
  return { separates: !isTokenCharacter(character), states: 1 };
}

function rangeSeparates(low: string, high: string): boolean {
  const [from, to] = [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0];
  if (to > 0x7f) return false;
  for (let point = from; point <= to; point++) if (isTokenCharacter(String.fromCodePoint(point))) return false;
  return true;
}

/** One character, escaped or not; undefined for a class of Unicode. */
function readCharacter(cursor: RegexCursor): string | undefined {
  const start = cursor.index;
  if (cursor.atEnd) cursor.fail("a [ that is not closed", start);
  if (!cursor.accept("\\")) return cursor.take();
  if (cursor.atEnd) cursor.fail("a backslash at the end", start);
  return cursor.unicodeClass(start) ? undefined : cursor.escapedCharacter(start);
}
