// Erlang's and RabbitMQ's reports: `=ERROR REPORT==== 5-Mar-2019::10:57:51 ===` and the message on the next lines.
import { scanTimestamp } from "../../timestamps/timestamp.js";
import { levelOfWord } from "../level.js";
import type { LineParser } from "../parsed-line.js";

const head = /^=([A-Z]{4,16}) REPORT====\s{1,4}(\d{1,2}-[A-Z][a-z]{2}-\d{4})::([\d:.]{8,18})( UTC)?\s*===\s*$/;

/** Reads the first line of a report. A supervisor's, crash's or progress report has its kind as the logger. */
export const erlangParser: LineParser = {
  name: "erlang",
  parse(line, context) {
    const found = head.exec(line.slice(0, 128));
    if (found?.[1] === undefined) return undefined;
    const [, kind, date = "", clock = "", utc = ""] = found;
    const time = scanTimestamp(`${date} ${clock}${utc}`, 0, context);
    if (time === undefined) return undefined;
    const level = levelOfWord(kind) ?? levelOfWord(kind === "PROGRESS" ? "info" : "error");
    const logger = levelOfWord(kind) === undefined ? { logger: kind.toLowerCase() } : {};
    return { time: time.time, ...level, message: "", ...logger };
  },
};
