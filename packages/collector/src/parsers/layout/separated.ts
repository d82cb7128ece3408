// Headers whose parts stand between semicolons or commas, right behind the time: `2024-01-01 10:00:00;ERROR;app;message`.
import { skipBlanks } from "../../timestamps/characters.js";
import { levelOfWord } from "../level.js";
import type { Header } from "./header.js";

const semicolon = 59;
const comma = 44;
/** Parts that may stand before the level. */
const partsBeforeMax = 3;
const partLengthMax = 128;
const name = /^[A-Za-z_$][\w.$/:-]{0,127}$/;
const number = /^\d{1,10}$/;

function partAt(header: Header, at: number, separator: string): { text: string; end: number } | undefined {
  const end = header.line.indexOf(separator, at);
  if (end === -1 || end - at > partLengthMax) return undefined;
  return { text: header.line.slice(at, end).trim(), end };
}

/** Takes the logger behind the level, where a further part follows; what is left is the message. */
function takeMessage(header: Header, at: number, separator: string): void {
  const part = partAt(header, at, separator);
  const isName = part !== undefined && name.test(part.text) && header.record.logger === undefined;
  if (isName) header.record.logger = part.text;
  header.at = skipBlanks(header.line, isName ? part.end + 1 : at);
  header.finish();
}

/** Reads such a header from behind the time; false, and nothing taken, when it has no level. */
export function takeSeparated(header: Header): boolean {
  const mark = header.character;
  if (mark !== semicolon && mark !== comma) return false;
  const separator = String.fromCharCode(mark);
  const before: string[] = [];
  for (let at = header.at + 1; before.length <= partsBeforeMax;) {
    const part = partAt(header, at, separator);
    if (part === undefined) return false;
    const level = levelOfWord(part.text);
    if (level !== undefined) {
      header.setLevel(level);
      for (const text of before) if (number.test(text)) header.setNumber(text);
      const logger = before.findLast((text) => name.test(text));
      if (logger !== undefined) header.record.logger = logger;
      takeMessage(header, part.end + 1, separator);
      return true;
    }
    if (part.text !== "" && !name.test(part.text) && !number.test(part.text)) return false;
    before.push(part.text);
    at = part.end + 1;
  }
  return false;
}
