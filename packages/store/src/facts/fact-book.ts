import type { Engine } from "../engine/engine.js";
import { factsEveryMs } from "../limits.js";
import type { Segment } from "../record.js";
import type { RecordTables } from "../schema/record-tables.js";
import { CallCounts } from "./call-counts.js";
import { readTableFacts } from "./read-tables.js";
import { type QueryKind, queryKinds, type StoreFacts, type TableFacts } from "./store-facts.js";

/** What facts are taken from. */
interface FactSources {
  engine: Engine;
  tables: RecordTables;
  kind: StoreFacts["kind"];
}

/** Counts what is done with a store, and reads what it holds now and then. */
export class FactBook {
  readonly #sources: FactSources;
  readonly #queries = new CallCounts<QueryKind>(queryKinds);
  readonly #inserts = new CallCounts(["insert"]);
  #records = 0;
  #bytes = 0;
  #tables: TableFacts | undefined;
  #reading: Promise<void> | undefined;

  constructor(sources: FactSources) {
    this.#sources = sources;
  }

  /** Runs a call that reads, and counts it. */
  query<T>(kind: QueryKind, work: () => Promise<T>): Promise<T> {
    return this.#queries.run(kind, work);
  }

  /** Runs the insert of a segment, and counts it. */
  async insert(segment: Segment, work: () => Promise<void>): Promise<void> {
    await this.#inserts.run("insert", work);
    this.#records += segment.records;
    this.#bytes += segment.bytes;
  }

  /** The numbers of now; what the tables hold may be {@link factsEveryMs} old. */
  async facts(): Promise<StoreFacts> {
    const { engine, tables, kind } = this.#sources;
    if (Date.now() - (this.#tables?.readMs ?? 0) >= factsEveryMs) {
      this.#reading ??= this.#read();
      await this.#reading;
    }
    return {
      kind,
      tables: this.#tables,
      inserts: { ...this.#inserts.facts().insert, records: this.#records, bytes: this.#bytes },
      queries: this.#queries.facts(),
      waiting: engine.waiting,
      shards: tables.shards(),
    };
  }

  /** Numbers that cannot be read are unknown; whoever inserts or searches meets the reason. */
  async #read(): Promise<void> {
    const { engine, tables } = this.#sources;
    this.#tables = await readTableFacts(engine, tables).catch(() => undefined);
    this.#reading = undefined;
  }
}
