import { compareSelections } from "./compare/compare.js";
import { queryContext } from "./context.js";
import type { Engine } from "./engine/engine.js";
import { StoreError } from "./errors.js";
import { exportAnswer } from "./export.js";
import { queryFields } from "./fields.js";
import { queryHistogram } from "./histogram.js";
import { insertSegment } from "./insert.js";
import { hintingAt } from "./narrowing.js";
import type { BareStore } from "./facts/counted-store.js";
import type { LiveFeed } from "./live-feed.js";
import type { Segment } from "./record.js";
import type { PeriodicTask } from "./periodic-task.js";
import type { AttributeColumns } from "./schema/attribute-columns.js";
import { parse, parseId } from "./query/index.js";
import { SchemaAdaptation } from "./schema/schema-adaptation.js";
import { search } from "./search.js";
import { select } from "./selection.js";
import { StatementRunner } from "./sql/run-statement.js";
import type {
  CompareRequest,
  Comparison,
  ExportRequest,
  FieldList,
  FieldValues,
  Histogram,
  QueryProgress,
  RecordContext,
  Row,
  SearchRequest,
  SearchResult,
  Store,
  TimeRange,
} from "./store.js";
import { type TailPlace, tailRecords } from "./tail.js";
import { queryValues } from "./values.js";

/** A request that selects records. */
interface SelectRequest {
  query: string;
  range?: Partial<TimeRange>;
}

/** Fields that the search part of a query names. */
const fieldsOf = (query: string): readonly string[] => parse(query).filter.fields();

/** What a store is made of. */
interface StoreParts {
  engine: Engine;
  columns: AttributeColumns;
  /** Database that the table and the view are in. */
  database: string;
  /** Work in the background, stopped when the store closes. */
  tasks: readonly PeriodicTask[];
  feed: LiveFeed;
}

/** The store on a ClickHouse engine, embedded or on a server. */
export class ClickHouseStore implements BareStore {
  readonly #engine: Engine;
  readonly #columns: AttributeColumns;
  readonly #adaptation: SchemaAdaptation;
  readonly #feed: LiveFeed;
  readonly #statements: StatementRunner;
  readonly #tasks: readonly PeriodicTask[];
  #closing: Promise<void> | undefined;

  constructor({ engine, columns, database, tasks, feed }: StoreParts) {
    this.#feed = feed;
    this.#engine = engine;
    this.#columns = columns;
    this.#adaptation = new SchemaAdaptation(columns);
    this.#tasks = tasks;
    this.#statements = new StatementRunner(engine, database);
  }

  async insert(segment: Segment): Promise<void> {
    this.#assertOpen("insert a segment");
    await this.#adaptation.before(segment);
    await insertSegment(this.#engine, this.#columns, segment);
    this.#feed.publish(segment.chunk);
  }

  async search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult> {
    this.#assertOpen("search");
    return hintingAt(request, async () => search(this.#engine, this.#columns.schema, request, signal));
  }

  async histogram(
    request: SelectRequest & { by?: string; buckets?: number },
    signal?: AbortSignal,
  ): Promise<Histogram> {
    this.#assertOpen("count records");
    const { by = "level", buckets, range } = request;
    const asked = { by, buckets, range };
    return hintingAt(request, async () => queryHistogram(this.#engine, this.#select(request), asked, signal));
  }

  async fields(request: SelectRequest, signal?: AbortSignal): Promise<FieldList> {
    this.#assertOpen("list fields");
    return hintingAt(request, async () => queryFields(this.#engine, this.#select(request), signal));
  }

  async values(request: SelectRequest & { field: string; limit?: number }, signal?: AbortSignal): Promise<FieldValues> {
    this.#assertOpen("list values");
    const { field, limit = 10 } = request;
    const asked = { field, limit };
    return hintingAt(request, async () => queryValues(this.#engine, this.#select(request), asked, signal));
  }

  async compare(request: CompareRequest, signal?: AbortSignal): Promise<Comparison> {
    this.#assertOpen("compare");
    const { query, range, baseline, limit = 50 } = request;
    const other = { query: baseline.query ?? query, range: baseline.range ?? range };
    const without = other.query === query ? [] : [...fieldsOf(query), ...fieldsOf(other.query)];
    const sides = {
      selection: this.#select(request),
      baseline: select(this.#columns.schema, other.query, other.range),
    };
    return hintingAt(request, async () => compareSelections(this.#engine, { ...sides, without, limit }, signal));
  }

  async context(
    request: { id: string; before?: number; after?: number },
    signal?: AbortSignal,
  ): Promise<RecordContext> {
    this.#assertOpen("find a record");
    return queryContext(this.#engine, this.#columns.schema, request, signal);
  }

  tail(request: { query: string; after?: string }, signal: AbortSignal): AsyncIterable<Row[]> {
    this.#assertOpen("tail");
    // A mistake in the query is thrown here, before anything waits.
    this.#select(request);
    const reader = this.#feed.subscribe();
    signal.addEventListener("abort", () => reader.close(), { once: true });
    if (signal.aborted) reader.close();
    const after = this.#placeOf(request.after);
    return tailRecords({ engine: this.#engine, reader, select: () => this.#select(request), after });
  }

  /** An id that is none is no place: the tail begins with what comes. */
  #placeOf(id: string | undefined): TailPlace | undefined {
    const place = id === undefined ? undefined : parseId(id);
    return place && { ...place, since: this.#feed.since(String(place.chunk)) };
  }

  async sql(statement: string, signal?: AbortSignal): ReturnType<Store["sql"]> {
    this.#assertOpen("run a statement");
    return this.#statements.run(statement, signal);
  }

  async export(request: ExportRequest, signal?: AbortSignal): Promise<NodeJS.ReadableStream> {
    this.#assertOpen("export");
    return exportAnswer(this.#engine, this.#columns.schema, request, signal);
  }

  async progress(signal: AbortSignal): Promise<QueryProgress | undefined> {
    this.#assertOpen("tell how far a query is");
    return this.#engine.progress(signal);
  }

  /** Ends live tails, waits for running statements and lets go of the engine. Safe to call twice. */
  async close(): Promise<void> {
    this.#feed.close();
    this.#closing ??= this.#shut();
    return this.#closing;
  }

  async #shut(): Promise<void> {
    await Promise.all(this.#tasks.map((task) => task.stop()));
    await this.#engine.close();
  }

  #select({ query, range }: SelectRequest): ReturnType<typeof select> {
    return select(this.#columns.schema, query, range);
  }

  #assertOpen(action: string): void {
    if (this.#closing !== undefined) throw new StoreError("CW_STORE_CLOSED", { action });
  }
}
