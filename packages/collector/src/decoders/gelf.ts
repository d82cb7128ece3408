// A GELF message: JSON, plain or compressed by gzip or zlib, with fields of its own before an underscore.
import { messageBytesMax } from "../limits.js";
import { setMember } from "./msgpack.js";
import { decodeError } from "./decode-error.js";
import { inflateBounded } from "./inflate.js";

/** GELF's own fields, under the names of the record model. */
const names: Readonly<Record<string, string>> = {
  short_message: "message",
  host: "host",
  timestamp: "timestamp",
  level: "level",
  facility: "logger",
  file: "code.file.path",
  line: "code.line.number",
};
const ownFields = new Set([...Object.keys(names), "version", "full_message"]);

function messageOf(short: unknown, full: unknown): unknown {
  return typeof full === "string" && full !== "" ? full : short;
}

/** Turns a GELF object into a record for ingestion; `full_message` is the message where there is one. */
export function gelfRecord(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    if (ownFields.has(name)) {
      const known = Object.hasOwn(names, name) ? names[name] : undefined;
      if (known !== undefined) setMember(record, known, value);
    } else setMember(record, name.startsWith("_") ? name.slice(1) : name, value);
  }
  record["message"] = messageOf(object["short_message"], object["full_message"]);
  return record;
}

/**
 * Decodes one GELF message (put together from its chunks) into a record for ingestion.
 * @throws CollectorError `CW_COLLECTOR_DECODE` when it is no JSON object, damaged, or too large.
 */
export function decodeGelf(bytes: Uint8Array): Record<string, unknown> {
  const plain = inflateBounded("GELF", bytes, messageBytesMax);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(plain).toString("utf8"));
  } catch {
    throw decodeError("GELF", 0, "it is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw decodeError("GELF", 0, "it is not a JSON object");
  }
  return gelfRecord({ ...value });
}
