// klog and glog, the loggers of Kubernetes and of Google's C++: `I0102 15:04:05.678901   12345 file.go:123] message`.
import { code, countDigits, isBlank, skipBlanks } from "../timestamps/characters.js";
import { scanTimestamp } from "../timestamps/timestamp.js";
import { levelOfLetter } from "./level.js";
import type { LineParser, ParsedLine } from "./parsed-line.js";

/** `12345 file.go:123] `, within this of the time. */
const placeLengthMax = 160;
const clockLengthMax = 24;

function setPlace(record: ParsedLine, place: string): boolean {
  const found = /^\s*(\d{1,19})\s+([\w./-]{1,120}):(\d{1,9})$/.exec(place);
  if (found?.[1] === undefined || found[2] === undefined || found[3] === undefined) return false;
  record.attributes = { "process.pid": found[1], "code.file.path": found[2], "code.line.number": found[3] };
  return true;
}

/** Reads klog lines; a year, where glog writes one, is read too. */
export const klogParser: LineParser = {
  name: "klog",
  parse(line, context) {
    const level = levelOfLetter(line.charAt(0));
    const digits = countDigits(line, 1, 9);
    if (level === undefined || (digits !== 4 && digits !== 8) || !isBlank(line.charCodeAt(digits + 1)))
      return undefined;
    const year = line.slice(1, digits - 3);
    const date = `${year}${year === "" ? "" : "-"}${line.slice(digits - 3, digits - 1)}-${line.slice(digits - 1, digits + 1)} `;
    const clockAt = skipBlanks(line, digits + 1);
    const time = scanTimestamp(date + line.slice(clockAt, clockAt + clockLengthMax), 0, context);
    if (time === undefined) return undefined;
    const placeAt = clockAt + time.end - date.length;
    const close = line.slice(placeAt, placeAt + placeLengthMax).indexOf("] ");
    const record: ParsedLine = { time: time.time, level: level.level, severity: level.severity, message: "" };
    if (close === -1 || !setPlace(record, line.slice(placeAt, placeAt + close))) return undefined;
    record.message = line.slice(placeAt + close + 2).trimEnd();
    return line.charCodeAt(placeAt) === code.space ? record : undefined;
  },
};
