// What container engines wrap around a line: the CRI log format of Kubernetes, and docker's json-file driver.
import { code, isDigit } from "../timestamps/characters.js";
import { parseTime } from "../timestamps/parse-time.js";
import { parseObject } from "./json.js";
import type { ParseContext, ParsedLine } from "./parsed-line.js";

/** A line without its wrapping. */
export interface WrappedLine {
  /** Name of the wrapping's format. */
  format: "cri" | "docker";
  /** What the program in the container wrote. */
  content: string;
  /** The engine's timestamp, as it stands there. */
  time: string;
  stream: "stdout" | "stderr";
  /** The content goes on in the next line of the same stream. */
  partial: boolean;
}

const timeLengthMax = 40;

/** Takes `2016-10-06T00:17:09.669794202Z stdout F content` apart. */
function unwrapCri(line: string): WrappedLine | undefined {
  if (line.charAt(10) !== "T") return undefined;
  const blank = line.indexOf(" ");
  const stream = line.startsWith("stdout ", blank + 1) ? "stdout" : "stderr";
  if (blank === -1 || blank > timeLengthMax || !line.startsWith(`${stream} `, blank + 1)) return undefined;
  const tag = line.charAt(blank + 8);
  const tagEnd = line.indexOf(" ", blank + 8);
  if (tag !== "F" && tag !== "P") return undefined;
  const content = tagEnd === -1 ? "" : line.slice(tagEnd + 1);
  return { format: "cri", content, time: line.slice(0, blank), stream, partial: tag === "P" };
}

/** Takes `{"log":"content\n","stream":"stdout","time":"…"}` apart. */
function unwrapDocker(line: string): WrappedLine | undefined {
  if (!line.startsWith('{"log":"') || !line.includes('"stream":"std')) return undefined;
  const { log, stream, time } = parseObject(line) ?? {};
  if (typeof log !== "string" || typeof time !== "string") return undefined;
  if (stream !== "stdout" && stream !== "stderr") return undefined;
  const whole = log.endsWith("\n");
  const content = whole ? log.slice(0, log.endsWith("\r\n") ? -2 : -1) : log;
  return { format: "docker", content, time, stream, partial: !whole };
}

/** Takes the wrapping of a container engine off; `undefined` when the line has none. */
export function unwrapLine(line: string): WrappedLine | undefined {
  const first = line.charCodeAt(0);
  if (first === code.openCurly) return unwrapDocker(line);
  return isDigit(first) ? unwrapCri(line) : undefined;
}

/** Puts a wrapping around content again: what several wrapped lines were joined to. */
export function wrapLine({ format, time, stream }: WrappedLine, content: string): string {
  return format === "cri" ? `${time} ${stream} F ${content}` : JSON.stringify({ log: `${content}\n`, stream, time });
}

/** Puts what the wrapping says under what the content says. */
export function addWrapping(inner: ParsedLine, wrapped: WrappedLine, context: ParseContext): ParsedLine {
  const time = inner.time ?? parseTime(wrapped.time, context);
  if (time !== undefined) inner.time = time;
  inner.attributes ??= {};
  inner.attributes["log.iostream"] ??= wrapped.stream;
  return inner;
}
