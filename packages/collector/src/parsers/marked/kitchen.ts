// zerolog's console writer: `3:04PM ERR message key=value`, with Go's kitchen time.
import { parseTime } from "../../timestamps/parse-time.js";
import { levelOfText } from "../level.js";
import { parseLogfmt } from "../logfmt.js";
import { setAttribute } from "../normalise.js";
import type { LineParser, ParseContext, ParsedLine } from "../parsed-line.js";

const head = /^(\d{1,2}):(\d{2})(AM|PM) (TRC|DBG|INF|WRN|ERR|FTL|PNC) /;
const levels: Readonly<Record<string, string>> = {
  TRC: "trace",
  DBG: "debug",
  INF: "info",
  WRN: "warning",
  ERR: "error",
  FTL: "fatal",
  PNC: "panic",
};
/** The caller, `main.go:12 >`. */
const caller = /^(\S{1,256}):(\d{1,7}) > /;
/** The fields at the end; the words before them are the message. */
const fields = / ([\w.-]{1,64}=.*)$/;

/** Today's or yesterday's time of day. */
function timeOf(hours: number, minutes: string, half: string, context: ParseContext): bigint | undefined {
  if (hours < 1 || hours > 12 || Number(minutes) > 59) return undefined;
  const hour = (hours % 12) + (half === "PM" ? 12 : 0);
  return parseTime(`${String(hour).padStart(2, "0")}:${minutes}:00`, context);
}

/** Reads the lines of zerolog's console writer. */
export const kitchenParser: LineParser = {
  name: "zerolog",
  parse(line, context) {
    const found = head.exec(line);
    const time = found === null ? undefined : timeOf(Number(found[1]), found[2] ?? "", found[3] ?? "", context);
    const level = found === null ? undefined : levelOfText(levels[found[4] ?? ""] ?? "");
    if (found === null || time === undefined || level === undefined) return undefined;
    const attributes: Record<string, string> = {};
    let message = line.slice(found[0].length);
    const place = caller.exec(message);
    if (place !== null) {
      message = message.slice(place[0].length);
      Object.assign(attributes, { "code.file.path": place[1], "code.line.number": place[2] });
    }
    const tail = fields.exec(message);
    const pairs = tail?.[1] === undefined ? undefined : parseLogfmt(tail[1]);
    for (const [name, value] of Object.entries(pairs ?? {})) setAttribute(attributes, name, value);
    if (tail !== null && pairs !== undefined) message = message.slice(0, tail.index);
    const record: ParsedLine = { time, ...level, message: message.trim() };
    if (Object.keys(attributes).length > 0) record.attributes = attributes;
    return record;
  },
};
