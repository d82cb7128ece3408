// The journal's export format (systemd.io/JOURNAL_EXPORT_FORMATS): entries of `NAME=value` lines with an empty line
// between; a value that is not plain text follows its name as a length of 64 bits and its bytes.
import { journalEntryFieldsMax } from "../limits.js";
import { decodeError } from "./decode-error.js";
import { setMember } from "./msgpack.js";

const newline = 0x0a;
const equals = 0x3d;
const lengthBytes = 8;
const nameLengthMax = 256;
/** Fields that only say where in the journal an entry is. */
const leftOut = new Set(["__CURSOR", "__MONOTONIC_TIMESTAMP", "__SEQNUM", "__SEQNUM_ID"]);

interface Field {
  name: string;
  value: string;
  end: number;
}

function nameOf(bytes: Buffer, start: number, end: number): string {
  const name = end - start > nameLengthMax ? "" : bytes.toString("latin1", start, end);
  if (!/^\w+$/.test(name)) throw decodeError("journal export", start, "a field has no name of letters, digits and _");
  return name;
}

/** Reads the field that starts at `at`. */
function readField(bytes: Buffer, at: number): Field {
  const lineEnd = bytes.indexOf(newline, at);
  const end = lineEnd === -1 ? bytes.length : lineEnd;
  const equal = bytes.subarray(at, end).indexOf(equals);
  if (equal !== -1) {
    return { name: nameOf(bytes, at, at + equal), value: bytes.toString("utf8", at + equal + 1, end), end: end + 1 };
  }
  const name = nameOf(bytes, at, end);
  const start = end + 1 + lengthBytes;
  if (start > bytes.length) throw decodeError("journal export", at, "a length is cut off");
  const length = bytes.readBigUInt64LE(end + 1);
  if (length > BigInt(bytes.length - start))
    throw decodeError("journal export", at, `a field announces ${length} bytes`);
  const valueEnd = start + Number(length);
  if (valueEnd < bytes.length && bytes[valueEnd] !== newline) {
    throw decodeError("journal export", valueEnd, "no newline stands behind a field");
  }
  return { name, value: bytes.toString("utf8", start, valueEnd), end: valueEnd + 1 };
}

/**
 * Decodes entries into records for ingestion; a field that an entry has several times is a list.
 * @throws CollectorError `CW_COLLECTOR_DECODE` when a field is damaged or an entry has too many.
 */
export function decodeJournalExport(body: Uint8Array): Record<string, unknown>[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const records: Record<string, unknown>[] = [];
  let record: Record<string, unknown> = {};
  let fields = 0;
  const finish = (): void => {
    if (fields > 0) records.push(record);
    record = {};
    fields = 0;
  };
  for (let at = 0; at < bytes.length;) {
    if (bytes[at] === newline) {
      finish();
      at += 1;
      continue;
    }
    const { name, value, end } = readField(bytes, at);
    if (++fields > journalEntryFieldsMax) {
      throw decodeError("journal export", at, `an entry has more than ${journalEntryFieldsMax} fields`);
    }
    if (!leftOut.has(name)) addField(record, name, value);
    at = end;
  }
  finish();
  return records;
}

function addField(record: Record<string, unknown>, name: string, value: string): void {
  const before = Object.hasOwn(record, name) ? record[name] : undefined;
  if (before === undefined) setMember(record, name, value);
  else if (Array.isArray(before)) before.push(value);
  else setMember(record, name, [before, value]);
}
