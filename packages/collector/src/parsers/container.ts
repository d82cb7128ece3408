// What container engines wrap around a line: the CRI log format of Kubernetes, and docker's json-file driver.
import { isDigit } from "../timestamps/characters.js";
import { parseTime } from "../timestamps/parse-time.js";
import { scanTimestamp } from "../timestamps/timestamp.js";
import { parseObject } from "./json.js";
import type { ParseContext, ParsedLine } from "./parsed-line.js";

/** A line without its wrapping. */
export interface Unwrapped {
  /** Name of the wrapping's format. */
  format: "cri" | "docker";
  /** What the program in the container wrote. */
  content: string;
  time: bigint;
  stream: "stdout" | "stderr";
  /** The content goes on in the next line of the same stream. */
  partial: boolean;
}

/** Takes `2016-10-06T00:17:09.669794202Z stdout F content` apart. */
export function unwrapCri(line: string, context: ParseContext): Unwrapped | undefined {
  if (!isDigit(line.charCodeAt(0)) || line.charAt(10) !== "T") return undefined;
  const blank = line.indexOf(" ");
  const stream = line.startsWith("stdout ", blank + 1) ? "stdout" : "stderr";
  if (blank === -1 || blank > 40 || !line.startsWith(`${stream} `, blank + 1)) return undefined;
  const tag = line.charAt(blank + 8);
  const tagEnd = line.indexOf(" ", blank + 8);
  if ((tag !== "F" && tag !== "P") || tagEnd === -1) return undefined;
  const time = scanTimestamp(line, 0, context);
  if (time?.end !== blank) return undefined;
  return { format: "cri", content: line.slice(tagEnd + 1), time: time.time, stream, partial: tag === "P" };
}

/** Takes `{"log":"content\n","stream":"stdout","time":"…"}` apart. */
export function unwrapDocker(line: string, context: ParseContext): Unwrapped | undefined {
  if (!line.includes('"log"') || !line.includes('"stream"')) return undefined;
  const object = parseObject(line);
  const { log, stream, time } = object ?? {};
  if (typeof log !== "string" || (stream !== "stdout" && stream !== "stderr")) return undefined;
  const found = parseTime(time, context);
  if (found === undefined) return undefined;
  const whole = log.endsWith("\n");
  return { format: "docker", content: whole ? log.slice(0, -1) : log, time: found, stream, partial: !whole };
}

/** Puts what the wrapping says under what the content says. */
export function addWrapping(inner: ParsedLine, wrapping: Unwrapped): ParsedLine {
  inner.time ??= wrapping.time;
  inner.attributes ??= {};
  inner.attributes["log.iostream"] ??= wrapping.stream;
  return inner;
}
