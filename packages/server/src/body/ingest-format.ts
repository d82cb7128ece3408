// Which layout an ingest body has: what ?format= says, else its content type, else its first character.
import type { IngestFormat } from "@cordwood/collector";
import { ServerError } from "../errors.js";
import { nearest } from "../api/nearest.js";

const formats: Record<IngestFormat, readonly string[]> = {
  ndjson: ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"],
  json: ["application/json"],
  ltsv: ["application/x-ltsv", "text/x-ltsv", "text/ltsv"],
  logfmt: ["application/logfmt", "application/x-logfmt", "text/x-logfmt"],
  lines: ["text/plain"],
  journal: ["application/vnd.fdo.journal"],
};
const names = Object.keys(formats) as IngestFormat[];

/** What clients send when nobody chose a type (curl --data-binary does the second). */
const undecided = new Set(["", "application/x-www-form-urlencoded", "application/octet-stream"]);

/**
 * The format of a body.
 *
 * @throws ServerError `CW_SERVER_PARAMETER_INVALID` for an unknown `format`, `CW_SERVER_MEDIA_TYPE` for a content
 * type that holds no records.
 */
export function ingestFormat(
  format: string | undefined,
  contentType: string | undefined,
  body: Uint8Array,
): IngestFormat {
  if (format !== undefined) return named(format);
  const type = (contentType ?? "").split(";", 1)[0]!.trim().toLowerCase();
  const found = names.find((name) => formats[name].includes(type));
  if (found !== undefined) return found;
  if (undecided.has(type)) return guessed(body);
  throw new ServerError("CW_SERVER_MEDIA_TYPE", {
    type: type.slice(0, 64),
    hint: `use ${names.map((name) => formats[name][0]).join(", ")}, or ?format=${names.join("|")}`,
  });
}

function named(format: string): IngestFormat {
  const found = names.find((name) => name === format);
  if (found !== undefined) return found;
  const suggestion = nearest(format, names);
  throw new ServerError("CW_SERVER_PARAMETER_INVALID", {
    name: "format",
    reason: `expected ${names.join(", ")}, got "${format.slice(0, 64)}"`,
    hint: suggestion === undefined ? "" : `did you mean "${suggestion}"?`,
  });
}

function guessed(body: Uint8Array): IngestFormat {
  const first = body.find((byte) => byte > 0x20);
  if (first === 0x7b) return "ndjson";
  return first === 0x5b ? "json" : "lines";
}
