// NestJS's console logger: `[Nest] 1234  - 03/10/2024, 3:04:05 PM     LOG [NestFactory] message`.
import { code } from "../timestamps/characters.js";
import { scanTimestamp } from "../timestamps/timestamp.js";
import { levelOfText } from "./level.js";
import type { LineParser } from "./parsed-line.js";

const start = /^\[([\w .-]{1,64})\] (\d{1,10}) {1,8}- /;
const levelAndContext = /^ {0,8}(LOG|ERROR|WARN|DEBUG|VERBOSE|FATAL) (?:\[([^\]]{1,128})\] )?/;
/** The longest level and context, with blanks between. */
const headLengthMax = 160;

/** Reads NestJS's lines; `LOG` is its ordinary level, here `info`. */
export const nestParser: LineParser = {
  name: "nest",
  parse(line, context) {
    const head = line.charCodeAt(0) === code.openSquare ? start.exec(line.slice(0, headLengthMax)) : null;
    if (head?.[2] === undefined) return undefined;
    const time = scanTimestamp(line, head[0].length, context);
    if (time?.kind !== "full") return undefined;
    const found = levelAndContext.exec(line.slice(time.end, time.end + headLengthMax));
    const level = found?.[1] === undefined ? undefined : levelOfText(found[1] === "LOG" ? "info" : found[1]);
    if (found === null || level === undefined) return undefined;
    const message = line.slice(time.end + found[0].length).trim();
    const record = { time: time.time, level: level.level, severity: level.severity, message };
    const attributes = { "process.pid": head[2] };
    return found[2] === undefined ? { ...record, attributes } : { ...record, logger: found[2], attributes };
  },
};
