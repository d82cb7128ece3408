// The chain as a server has it: windows of numbers, each sorted by the server, so that neither side holds all of it.
import type { SearchResponse } from "@cordwood/server/api";
import { ask, askJson, type ServerAddress } from "../client/server-client.js";
import { auditStumpsMax, auditWindowRecords } from "../limits.js";
import type { AuditRange, AuditSource, StoredRecord, WriterFacts } from "./audit-source.js";
import { readLines } from "./read-lines.js";
import { readStored } from "./stored-record.js";

/** Reads the chain through the HTTP API. */
export class ServerSource implements AuditSource {
  readonly #server: ServerAddress;

  constructor(server: ServerAddress) {
    this.#server = server;
  }

  async writers(range: AuditRange): Promise<WriterFacts[]> {
    const query = "dataset:audit | stats count() as n, min(audit.seq) as first, max(audit.seq) as last by audit.writer";
    const parameters = { query, ...range };
    const answer = await askJson<SearchResponse>(this.#server, "/api/v1/search", { parameters });
    if (!("columns" in answer)) return [];
    const at = (name: string): number => answer.columns.findIndex((column) => column.name === name);
    const number = (row: unknown[], name: string): number => Number(row[at(name)] ?? 0);
    return answer.rows.map((row) => ({
      writer: textOf(row[at("audit.writer")]),
      records: number(row, "n"),
      first: number(row, "first"),
      last: number(row, "last"),
    }));
  }

  async example(writer: string): Promise<StoredRecord | undefined> {
    const query = writer === "" ? "dataset:audit NOT audit.writer:*" : `dataset:audit audit.writer:${quoted(writer)}`;
    for await (const stored of this.#export(query, { limit: "1", order: "asc" })) return stored;
    return undefined;
  }

  async stumps(): Promise<StoredRecord[]> {
    const stumps: StoredRecord[] = [];
    const parameters = { limit: String(auditStumpsMax) };
    for await (const stored of this.#export("dataset:audit audit.kind:stump", parameters)) stumps.push(stored);
    return stumps;
  }

  async *records(writer: string, first: number, last: number): AsyncIterable<StoredRecord> {
    for (let from = first; from <= last; from += auditWindowRecords) {
      const to = Math.min(last, from + auditWindowRecords - 1);
      const query = `dataset:audit audit.writer:${quoted(writer)} audit.seq:[${from} TO ${to}] | sort audit.seq`;
      yield* this.#export(query, {});
    }
  }

  async close(): Promise<void> {
    // Nothing is held between two requests.
  }

  async *#export(query: string, parameters: Record<string, string>): AsyncIterable<StoredRecord> {
    const request = { parameters: { query, format: "ndjson", ...parameters } };
    const { body } = await ask(this.#server, "/api/v1/export", request);
    if (body === null) return;
    for await (const { line } of readLines(body)) yield readStored(line);
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
