// WebLogic: `####<time> <level> <subsystem> <machine> <server> <thread> <user> <transaction> <context> <epoch> <id>
// <message>`, and on the console `<time> <level> <subsystem> <id> <message>`.
import { scanTimestamp } from "../../timestamps/timestamp.js";
import { levelOfText } from "../level.js";
import { setAttribute } from "../normalise.js";
import type { LineParser, ParsedLine } from "../parsed-line.js";

const fieldLengthMax = 1024;
const names = ["time", "level", "logger", "host", "server", "thread", "user", "transaction", "context", "epoch", "id"];
const shortNames = ["time", "level", "logger", "id"];
const attributeNames: Readonly<Record<string, string>> = {
  server: "weblogic.server",
  thread: "thread.name",
  user: "user.name",
  transaction: "weblogic.transaction",
  context: "weblogic.context",
  id: "event.id",
};
const messageId = /^BEA-\d{1,8}$|^\d{1,8}$/;

/** Where the field that begins with the `<` at `at` ends; fields may hold pairs of `<` and `>`. */
function fieldEnd(line: string, at: number): number {
  let depth = 0;
  for (let index = at; index < Math.min(line.length, at + fieldLengthMax); index++) {
    const character = line.charCodeAt(index);
    if (character === 60) depth++;
    else if (character === 62 && --depth === 0) return index;
  }
  return -1;
}

/** The first fields of a line, and where the message begins. */
function readFields(line: string, start: number, count: number): { fields: string[]; end: number } | undefined {
  const fields: string[] = [];
  let at = start;
  while (fields.length < count) {
    const end = line.charCodeAt(at) === 60 ? fieldEnd(line, at) : -1;
    if (end === -1) return undefined;
    fields.push(line.slice(at + 1, end));
    at = end + 1;
    while (line.charCodeAt(at) === 32) at++;
  }
  return { fields, end: at };
}

function withoutAngles(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith("<") && trimmed.endsWith(">") ? trimmed.slice(1, -1).trim() : trimmed.replace(/^</, "");
}

/** Reads WebLogic's lines. The message of a line that goes on in the next one has no `>` at its end. */
export const weblogicParser: LineParser = {
  name: "weblogic",
  parse(line, context) {
    const whole = line.startsWith("####<");
    const keys = whole ? names : shortNames;
    const read = readFields(line, whole ? 4 : 0, keys.length);
    if (read === undefined) return undefined;
    const field = (name: string): string => read.fields[keys.indexOf(name)]?.trim() ?? "";
    const time = scanTimestamp(field("time"), 0, context);
    const level = levelOfText(field("level"));
    if (time === undefined || level === undefined || !messageId.test(field("id"))) return undefined;
    const record: ParsedLine = { time: time.time, ...level, message: withoutAngles(line.slice(read.end)) };
    record.logger = field("logger");
    if (field("host") !== "") record.host = field("host");
    record.attributes = {};
    for (const [name, attribute] of Object.entries(attributeNames)) {
      if (field(name) !== "") setAttribute(record.attributes, attribute, field(name));
    }
    return record;
  },
};
