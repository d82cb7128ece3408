// The chain in an export (`GET /api/v1/export?query=dataset:audit`), in whatever order it was written: a first pass notes
// where each record lies, 40 bytes of memory for each.
import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { auditNames } from "@cordwood/collector/audit";
import { parseTime } from "@cordwood/store/query";
import { CliError } from "../errors.js";
import { type AuditRange, type AuditSource, isWriter, type StoredRecord, type WriterFacts } from "./audit-source.js";
import { readLines } from "./read-lines.js";
import { readStored } from "./stored-record.js";

interface Place {
  seq: number;
  ms: number;
  offset: number;
  length: number;
}

/** Reads the chain from a file of NDJSON. */
export class FileSource implements AuditSource {
  readonly #file: number;
  readonly #places = new Map<string, Place[]>();
  readonly #stumps: StoredRecord[] = [];

  private constructor(file: number) {
    this.#file = file;
  }

  /** Opens a file and notes where its records are. @throws CliError `CW_CLI_AUDIT_FILE` */
  static async open(path: string): Promise<FileSource> {
    let file: number | undefined;
    let number = 0;
    try {
      file = openSync(path, "r");
      const source = new FileSource(file);
      for await (const { line, offset, length } of readLines(createReadStream(path))) {
        number += 1;
        source.#note(readStored(line), offset, length);
      }
      for (const places of source.#places.values()) places.sort((a, b) => a.seq - b.seq);
      return source;
    } catch (error) {
      if (file !== undefined) closeSync(file);
      const values = { path, line: number, reason: (error as Error).message };
      throw new CliError("CW_CLI_AUDIT_FILE", values, { cause: error });
    }
  }

  #note(stored: StoredRecord, offset: number, length: number): void {
    const { attributes, dataset, time } = stored.record;
    if (dataset !== "audit") return;
    if (attributes[auditNames.kind] === "stump") this.#stumps.push(stored);
    const writer = attributes[auditNames.writer] ?? "";
    const places = this.#places.get(writer) ?? [];
    this.#places.set(writer, places);
    const seq = Number(attributes[auditNames.seq]);
    places.push({ seq: seq >= 1 ? seq : 0, ms: Number(time) / 1e6, offset, length });
  }

  async writers({ from, to }: AuditRange): Promise<WriterFacts[]> {
    const [fromMs, toMs] = [msOf(from, -Infinity), msOf(to, Infinity)];
    return [...this.#places].flatMap(([writer, all]) => {
      const places = all.filter(({ ms }) => !(ms < fromMs || ms >= toMs));
      if (places.length === 0) return [];
      const first = places.find(({ seq }) => seq > 0)?.seq ?? 0;
      return [{ writer, records: places.length, first, last: places.at(-1)?.seq ?? 0 }];
    });
  }

  async unnumbered(writer: string): Promise<StoredRecord | undefined> {
    const place = this.#places.get(writer)?.find(({ seq }) => seq === 0 || !isWriter(writer));
    return place && this.#read(place);
  }

  async stumps(): Promise<StoredRecord[]> {
    return this.#stumps;
  }

  async *records(writer: string, first: number, last: number): AsyncIterable<StoredRecord> {
    for (const place of this.#places.get(writer) ?? []) {
      if (place.seq >= first && place.seq <= last) yield this.#read(place);
    }
  }

  async close(): Promise<void> {
    closeSync(this.#file);
  }

  // Records are read one at a time, in the order of the chain: waiting for each would take most of the time.
  #read({ offset, length }: Place): StoredRecord {
    const bytes = Buffer.alloc(length);
    const read = readSync(this.#file, bytes, 0, length, offset);
    return readStored(bytes.toString("utf8", 0, read));
  }
}

/** @throws CliError `CW_CLI_SETTING` */
function msOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const time = parseTime(text, BigInt(Date.now()) * 1_000_000n);
  if (time !== undefined) return Number(time) / 1e6;
  throw new CliError("CW_CLI_SETTING", { name: "--from or --to", reason: `"${text}" is no time`, hint: "" });
}
