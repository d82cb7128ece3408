// How the lines of a segment are written for a target that takes text: as they are, as LTSV, or for people.
import type { SegmentRecord } from "@cordwood/store";
import { hasText, textFields } from "../record/text-fields.js";
import type { LineBatch } from "./delivering/line-batch.js";
import { visible } from "./http/http-verdict.js";
import { timeMsOf } from "./field-pattern.js";

/** The name of a layout of lines. */
export type Layout = "ndjson" | "ltsv" | "text";

/** The layouts, for schemas. */
export const layouts = ["ndjson", "ltsv", "text"] as const;

/** A record as one line of LTSV: its time, its fields that are not empty, then its attributes but those of the same names. */
export function ltsvLine(record: SegmentRecord): string {
  const { attributes } = record;
  let line = `time:${timeText(record)}`;
  for (const name of textFields) if (record[name] !== "") line += `\t${name}:${ltsvText(record[name])}`;
  for (const name of Object.keys(attributes)) {
    if (name === "time" || hasText(record, name)) continue;
    line += `\t${ltsvText(name).replaceAll(":", "_")}:${ltsvText(attributes[name] ?? "")}`;
  }
  return line;
}

const controls = /[\u0000-\u001f\u007f-\u009f]/;

// LTSV has no escapes (ltsv.org): what would end a value is written as it would be in JSON.
function ltsvText(text: string): string {
  if (!controls.test(text)) return text;
  return visible(
    text
      .replaceAll("\t", String.raw`\t`)
      .replaceAll("\n", String.raw`\n`)
      .replaceAll("\r", String.raw`\r`),
  );
}

/** A record as one line for people: time, level, service, logger, message. Attributes are left out. */
export function textLine(record: SegmentRecord): string {
  const { level, service, logger, message } = record;
  const source = [service, logger].filter((part) => part !== "").join("/");
  return visible(
    `${timeText(record)} ${(level || "-").toUpperCase()} ${source || "-"}: ${message.replaceAll("\n", String.raw`\n`)}`,
  );
}

function timeText(record: SegmentRecord): string {
  const whole = new Date(timeMsOf(record)).toISOString();
  return `${whole.slice(0, 20)}${record.time.slice(-9).padStart(9, "0")}Z`;
}

/** One line in a layout, with its newline; `record` is what `line` says, needed for all layouts but NDJSON. */
export function layOutLine(line: Buffer, record: SegmentRecord | undefined, layout: Layout): Buffer {
  if (layout === "ndjson" || record === undefined) return Buffer.concat([line, newline]);
  return Buffer.from(`${layout === "ltsv" ? ltsvLine(record) : textLine(record)}\n`);
}

const newline = Buffer.from("\n");

/** The lines of a batch as they are, or as LTSV; each has its newline. */
export function layOut(batch: LineBatch, layout: "ndjson" | "ltsv"): Buffer {
  if (layout === "ndjson") return batch.data;
  const lines = batch.records().map((record) => `${ltsvLine(record)}\n`);
  return Buffer.from(lines.join(""));
}
