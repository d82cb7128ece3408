// Cisco IOS: `*Mar  1 18:46:11: %SYS-5-CONFIG_I: message`. A star says that the clock was not set, a dot that it is not
// synchronised; a number before them counts the messages.
import { skipBlanks } from "../../timestamps/characters.js";
import { scanTimestamp } from "../../timestamps/timestamp.js";
import { levelOfSyslog } from "../level.js";
import type { LineParser, ParsedLine } from "../parsed-line.js";

const mnemonic = /^%([A-Z][\w]{0,31}(?:-[A-Z][\w]{0,31})?)-([0-7])-([A-Z][\w]{0,63}): ?/;
const counted = /^\d{1,10}: (?:[\w.-]{1,128}: )?(?=[*.]?[A-Z][a-z]{2} )/;

/** Takes `%FACILITY-SEVERITY-MNEMONIC:` off the start of a record's message; its severity wins over the sender's. */
export function takeMnemonic(record: ParsedLine): ParsedLine {
  const found = record.message.charCodeAt(0) === 37 ? mnemonic.exec(record.message) : null;
  if (found?.[1] === undefined || found[2] === undefined) return record;
  const level = levelOfSyslog(Number(found[2]));
  record.level = level.level;
  record.severity = level.severity;
  record.logger = found[1];
  record.attributes = { ...record.attributes, "event.name": found[3] ?? "" };
  record.message = record.message.slice(found[0].length);
  return record;
}

/** Reads Cisco's lines, with or without the number of the message before the time. */
export const ciscoParser: LineParser = {
  name: "cisco",
  parse(line, context) {
    const start = counted.exec(line)?.[0].length ?? 0;
    const mark = line.charCodeAt(start);
    const time = scanTimestamp(line, mark === 42 || mark === 46 ? start + 1 : start, context);
    if (time === undefined || line.charCodeAt(time.end) !== 58) return undefined;
    const at = skipBlanks(line, time.end + 1);
    if (line.charCodeAt(at) !== 37) return undefined;
    return takeMnemonic({ time: time.time, message: line.slice(at).trimEnd() });
  },
};
