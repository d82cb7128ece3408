// Redis up to 2.8: `[1234] 05 Mar 10:57:51.112 * message`.
import { scanTimestamp } from "../../timestamps/timestamp.js";
import { levelOfText } from "../level.js";
import type { LineParser } from "../parsed-line.js";

const start = /^\[(\d{1,10})\] (?=\d{1,2} [A-Z][a-z]{2} )/;
const marks: Readonly<Record<string, string>> = { ".": "debug", "-": "trace", "*": "notice", "#": "warning" };

/** Reads the lines of old Redis; the mark behind the time is the level. */
export const oldRedisParser: LineParser = {
  name: "redis",
  parse(line, context) {
    const head = start.exec(line);
    const time = head === null ? undefined : scanTimestamp(line, head[0].length, context);
    const mark = /^ ([.*#-]) /.exec(line.slice(time?.end ?? line.length, (time?.end ?? 0) + 3))?.[1];
    const level = mark === undefined ? undefined : levelOfText(marks[mark] ?? "");
    if (head?.[1] === undefined || time === undefined || level === undefined) return undefined;
    const attributes = { "process.pid": head[1] };
    return { time: time.time, ...level, message: line.slice(time.end + 3).trim(), attributes };
  },
};
