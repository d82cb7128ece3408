// The chain as a server has it: windows of numbers, each sorted by the server, so that neither side holds all of it.
import type { SearchResponse } from "@cordwood/server/api";
import { ask, askJson, type ServerAddress } from "../client/server-client.js";
import { auditStumpsMax, auditWindowRecords } from "../limits.js";
import { type AuditRange, type AuditSource, isWriter, type StoredRecord, type WriterFacts } from "./audit-source.js";
import { readLines } from "./read-lines.js";
import { ofWriter, recordsQuery } from "./records-query.js";
import { readStored } from "./stored-record.js";

/** Reads the chain through the HTTP API. */
export class ServerSource implements AuditSource {
  readonly #server: ServerAddress;

  constructor(server: ServerAddress) {
    this.#server = server;
  }

  async writers(range: AuditRange): Promise<WriterFacts[]> {
    const by = "by audit.writer";
    const counted = await this.#table(`dataset:audit | stats count() as n ${by}`, range);
    // A number that is none would be the greatest.
    const bounds = "stats min(audit.seq) as first, max(audit.seq) as last";
    const bounded = await this.#table(`dataset:audit audit.seq:[1 TO *] | ${bounds} ${by}`, range);
    const byWriter = new Map(bounded.map(([writer, first, last]) => [textOf(writer), [Number(first), Number(last)]]));
    return counted.map(([name, records]) => {
      const writer = textOf(name);
      const [first = 0, last = 0] = byWriter.get(writer) ?? [];
      return { writer, records: Number(records), first, last };
    });
  }

  async #table(query: string, range: AuditRange): Promise<unknown[][]> {
    const parameters = { query, ...range };
    const answer = await askJson<SearchResponse>(this.#server, "/api/v1/search", { parameters });
    return "columns" in answer ? answer.rows : [];
  }

  async unnumbered(writer: string): Promise<StoredRecord | undefined> {
    const of = writer === "" ? "dataset:audit NOT audit.writer:*" : ofWriter(writer);
    const without = isWriter(writer) ? "NOT audit.seq:[1 TO *]" : "";
    const query = `${of} ${without}`;
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
      yield* this.#export(recordsQuery(writer, from, to), {});
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
