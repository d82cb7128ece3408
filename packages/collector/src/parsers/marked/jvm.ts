// The JVM's unified logging (JEP 158): `[0.123s][info][gc,start] message`, with any of its decorations in any number.
import { isDigit } from "../../timestamps/characters.js";
import { scanTimestamp } from "../../timestamps/timestamp.js";
import { levelOfWord } from "../level.js";
import type { LineParser, ParseContext, ParsedLine } from "../parsed-line.js";

const decorationLengthMax = 64;
const decorationsMax = 10;
const sinceStart = /^(\d{1,10}(?:[.,]\d{1,9})?)(s|ms|ns)$/;
const tags = /^[a-z\d]+(?:,[a-z\d]+)*$/;
const levels = new Set(["trace", "debug", "info", "warning", "error"]);

function setDecoration(record: ParsedLine, name: string, text: string): void {
  record.attributes = { ...record.attributes, [name]: text };
}

/** Takes one decoration; false when it is none. */
function decorate(record: ParsedLine, text: string, context: ParseContext): boolean {
  const time = isDigit(text.charCodeAt(0)) ? scanTimestamp(text, 0, context) : undefined;
  const uptime = sinceStart.exec(text);
  if (time?.kind === "full" && time.end === text.length) record.time = time.time;
  else if (uptime !== null) setDecoration(record, "jvm.uptime", text);
  else if (levels.has(text) && record.level === undefined) Object.assign(record, levelOfWord(text));
  else if (/^\d{1,10}$/.test(text)) {
    setDecoration(record, record.attributes?.["process.pid"] === undefined ? "process.pid" : "thread.id", text);
  } else if (tags.test(text) && record.level !== undefined) record.logger = text;
  else return false;
  return true;
}

/** Reads lines that start with a time or an uptime, and have a level, each in a bracket. */
export const jvmParser: LineParser = {
  name: "jvm",
  parse(line, context) {
    const record: ParsedLine = { message: "" };
    let at = 0;
    for (let count = 0; line.charCodeAt(at) === 91 && count < decorationsMax; count++) {
      const close = line.indexOf("]", at);
      if (close === -1 || close - at > decorationLengthMax) break;
      if (!decorate(record, line.slice(at + 1, close).trim(), context)) break;
      at = close + 1;
    }
    const started = record.time !== undefined || record.attributes?.["jvm.uptime"] !== undefined;
    if (!started || record.level === undefined || record.logger === undefined) return undefined;
    record.message = line.slice(at).trim();
    return record;
  },
};
