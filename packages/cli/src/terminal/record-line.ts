import type { Row } from "@cordwood/store";
import { messageCharactersMax } from "../limits.js";
import type { Paint, Style } from "./paint.js";
import { visible, visibleLines } from "./visible.js";

/** Severities after OpenTelemetry: 9 is info, 13 warning, 17 error, 21 critical. */
function styleOf(severity: number): Style {
  if (severity >= 21) return "worst";
  if (severity >= 17) return "bad";
  if (severity >= 13) return "warn";
  return severity >= 9 || severity === 0 ? "good" : "faint";
}

const stackField = "exception.stacktrace";

/** One record for a person: time, level, where from, message, the other fields, and a stack trace below. */
export function recordLine(row: Partial<Row>, paint: Paint): string {
  const time = visible(row.time ?? "").replace(/^(\S{10})T(\S{12})\d*Z$/, "$1 $2");
  const level = visible(row.level === undefined || row.level === "" ? "-" : row.level).padEnd(8);
  const source = [row.service, row.logger]
    .filter((name) => name !== undefined && name !== "")
    .map((name) => visible(name!));
  const message = visible(cut(row.message ?? ""));
  const { [stackField]: stack, ...attributes } = row.attributes ?? {};
  const pairs = Object.entries(attributes).map(([name, value]) => pair(name, value, paint));
  const head = [
    paint("faint", time),
    paint(styleOf(row.severity ?? 0), level),
    paint("name", source.join(" ")),
    message,
  ];
  const line = [...head, ...pairs].filter((part) => part !== "").join(" ");
  return stack === undefined ? line : `${line}\n${paint("faint", indent(visibleLines(cut(stack))))}`;
}

function pair(name: string, value: string, paint: Paint): string {
  const text = /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return `${paint("faint", `${visible(name)}=`)}${paint("value", visible(cut(text)))}`;
}

const cut = (text: string): string =>
  text.length <= messageCharactersMax ? text : `${text.slice(0, messageCharactersMax)}…`;
const indent = (text: string): string => text.replaceAll(/^/gm, "    ");
