/** One query that waits for its turn or runs. */
export interface RunningQuery {
  /** Id of the request it belongs to. */
  id: string;
  /** What is asked for: the last part of the path, such as `search`. */
  kind: string;
  /** Search language, or SQL. */
  query: string;
  /** `performance.now()` of its beginning. */
  startedMs: number;
  /** By which the store knows it. */
  signal: AbortSignal;
  /** Ends it. */
  cancel: () => void;
}

/** The queries that wait or run now, by the ids of their requests. */
export class RunningQueries {
  readonly #running = new Set<RunningQuery>();

  /** Adds a query; the answered function takes it away again. */
  add(query: RunningQuery): () => void {
    this.#running.add(query);
    return () => this.#running.delete(query);
  }

  /** All of them, the oldest first. */
  list(): RunningQuery[] {
    return [...this.#running];
  }

  /** Those of one request: mostly one. */
  of(id: string): RunningQuery[] {
    return this.list().filter((query) => query.id === id);
  }
}
