// java.util.logging writes two lines: the time with class and method, then `LEVEL: message`.
import { levelOfWord } from "./level.js";
import type { ParsedLine } from "./parsed-line.js";

const place = /^([A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,12}) ([\w$<>]{1,64})$/;
const levelLine = /^([A-Z]{4,7}): /;

/** Takes the two lines of java.util.logging apart, when the record's message is such. */
export function setJavaUtil(record: ParsedLine): void {
  const end = record.message.indexOf("\n");
  if (record.level !== undefined || record.time === undefined || end === -1) return;
  const where = place.exec(record.message.slice(0, end));
  const word = levelLine.exec(record.message.slice(end + 1, end + 10))?.[1];
  const level = word === undefined ? undefined : levelOfWord(word);
  if (where?.[1] === undefined || where[2] === undefined || level === undefined || word === undefined) return;
  record.level = level.level;
  record.severity = level.severity;
  record.logger = where[1];
  record.attributes = { ...record.attributes, "code.function.name": where[2] };
  record.message = record.message.slice(end + 1 + word.length + 2);
}
