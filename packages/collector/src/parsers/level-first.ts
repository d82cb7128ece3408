// Lines without a time that start with their level: `WARNING:root:message`, `error: message`, `[INFO] message`.
import { code, isBlank, skipBlanks } from "../timestamps/characters.js";
import { scanAfterLevel } from "./layout/after-level.js";
import { Header } from "./layout/header.js";
import { takeBriefTag } from "./layout/layout.js";
import { type LevelToken, levelTokenAt } from "./layout/level-token.js";
import type { LineParser, ParsedLine } from "./parsed-line.js";

const nameLengthMax = 128;

/** Programs write these in lower case before a colon; `Error:` and `panic:` are part of what they say. */
const strippedWords = /^(?:trace|debug|info|warn|warning|error|notice|verbose|trce|dbug|fail|crit|critical)$/;

function accepts(line: string, at: number, token: LevelToken): boolean {
  const next = line.charCodeAt(token.end);
  if (token.form === "bracket") return isBlank(next) || next === code.colon || next === code.openSquare;
  if (token.form === "letter") return next === code.slash;
  if (next === code.colon) return token.form === "capitals" || strippedWords.test(line.slice(at, token.end));
  return token.form === "capitals" && (isBlank(next) || next === code.bar);
}

/** Python's `LEVEL:name:message`; behind a colon without a blank. */
function takePythonName(header: Header): boolean {
  const end = header.line.indexOf(":", header.at);
  if (end === -1 || end - header.at > nameLengthMax || isBlank(header.line.charCodeAt(header.at))) return false;
  const name = header.line.slice(header.at, end);
  if (!/^[\w.-]+$/.test(name)) return false;
  header.record.logger = name;
  header.at = end + 1;
  return true;
}

/** Reads lines that start with a level and have no time. */
export const levelFirstParser: LineParser = {
  name: "level",
  parse(line, context) {
    const at = skipBlanks(line, 0);
    const token = levelTokenAt(line, at);
    if (token === undefined || !accepts(line, at, token)) return undefined;
    const header = new Header(line, context, token.end);
    header.setLevel(token.level);
    if (token.form === "letter") return parseBrief(header);
    const colon = header.character === code.colon;
    if (colon || header.character === code.bar) header.at++;
    if (colon && token.form === "capitals" && takePythonName(header)) return header.finish();
    header.at = skipBlanks(line, header.at);
    if (header.character === code.minus && isBlank(line.charCodeAt(header.at + 1))) {
      header.at = skipBlanks(line, header.at + 1);
    }
    const columns = isBlank(line.charCodeAt(token.end)) && isBlank(line.charCodeAt(token.end + 1));
    scanAfterLevel(header, { colon, columns, numbered: false }, header.at === token.end ? token.end : -1, false);
    if (colon) takeEvent(header);
    return header.record;
  },
};

/** logcat's brief form; a letter and a slash without a tag are prose. */
function parseBrief(header: Header): ParsedLine | undefined {
  header.at++;
  return takeBriefTag(header) ? header.finish() : undefined;
}

/** .NET writes `info: Microsoft.Hosting.Lifetime[0]` and the message on the next line. */
function takeEvent(header: Header): void {
  const found = /^([A-Za-z_][\w.+`]{0,127})\[(\d{1,9})\]$/.exec(header.record.message);
  if (found?.[1] === undefined || found[2] === undefined) return;
  header.record.logger = found[1];
  header.set("event.id", found[2]);
  header.record.message = "";
}
