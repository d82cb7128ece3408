// The type and message of an exception whose stack trace stands in a record of several lines.
import type { ParsedLine } from "./parsed-line.js";

/** Only this much of a record is looked at. */
const lookedAtMax = 64 * 1024;
const typeName = String.raw`[A-Za-z_$][\w$]{0,63}(?:(?:\.|::)[A-Za-z_$][\w$]{0,63}){0,12}`;
const headed = new RegExp(
  String.raw`^(?:Caused by: |Unhandled exception\. |Uncaught |Exception in thread "[^"]{0,64}" )?((?:${typeName})?(?:Error|Exception|Throwable|Interrupt|Exit|Fault))(?: \[[A-Z_]{1,64}\])?(?:: (.{0,1000}))?$`,
);
const ruby = /: ?in [`'][^'`]{0,200}': (.{0,1000}) \(([A-Z][\w:]{0,127})\)$/;
/** PHP's `Uncaught Exception: message in /app/a.php:3`. */
const php =
  /^(?:PHP )?Fatal error: {1,2}Uncaught ([A-Za-z_\\][\w\\]{0,127})(?:: (.{0,1000}))? in (?:[^\s:]{1,500}):\d{1,7}$/;
const goPanic = /^panic: (.{0,1000})$/;

function setFound(record: ParsedLine, type: string, message: string | undefined): void {
  record.attributes ??= {};
  record.attributes["exception.type"] ??= type;
  if (message !== undefined && message !== "") record.attributes["exception.message"] ??= message;
}

function setFromLine(record: ParsedLine, line: string): boolean {
  const go = goPanic.exec(line);
  if (go !== null) setFound(record, "panic", go[1]);
  const inRuby = ruby.exec(line);
  if (inRuby?.[2] !== undefined) setFound(record, inRuby[2], inRuby[1]);
  const found = php.exec(line) ?? headed.exec(line);
  if (found?.[1] !== undefined) setFound(record, found[1], found[2]);
  return go !== null || inRuby !== null || found !== null;
}

/** The part of a header line that may be `Type: message`: what the parser left as its message. */
function candidates(record: ParsedLine, text: string): string[] {
  const lines = text.slice(0, lookedAtMax).split("\n");
  // Python puts the exception behind the trace, the others put it before.
  if (lines.some((line) => line.startsWith("Traceback (most recent call last):"))) lines.reverse();
  const first = record.message.slice(0, lookedAtMax).split("\n", 1);
  return [...first, ...lines.map((line) => line.trimEnd())];
}

/** Sets `exception.type` and `exception.message`, and the level where the record has none. */
export function setException(record: ParsedLine, text: string): void {
  for (const line of candidates(record, text)) {
    if (!setFromLine(record, line)) continue;
    if (record.level === undefined) {
      record.level = "error";
      record.severity = 17;
    }
    delete record.parseError;
    return;
  }
}
