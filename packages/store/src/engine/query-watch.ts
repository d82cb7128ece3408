import type { ClickHouseClient } from "@clickhouse/client";

/** What has been done for the request that a signal stands for. */
interface Watched {
  /** Sessions in which its statements run now. */
  sessions: Set<ClickHouseClient>;
  /** Rows that its finished statements have read. */
  rows: number;
}

/** Knows which statements run for which request; a request is known by its signal. */
export class QueryWatch {
  readonly #watched = new WeakMap<AbortSignal, Watched>();

  /** Runs a statement of the request in a session; `rowsOf` tells how many rows it has read when it is done. */
  async run<T>(
    signal: AbortSignal | undefined,
    session: ClickHouseClient,
    work: () => Promise<T>,
    rowsOf: (result: T) => number,
  ): Promise<T> {
    if (signal === undefined) return work();
    const watched = this.#of(signal);
    watched.sessions.add(session);
    try {
      const result = await work();
      watched.rows += rowsOf(result);
      return result;
    } finally {
      watched.sessions.delete(session);
    }
  }

  /** Undefined when nothing has run for the request. */
  get(signal: AbortSignal): Readonly<Watched> | undefined {
    return this.#watched.get(signal);
  }

  #of(signal: AbortSignal): Watched {
    const known = this.#watched.get(signal);
    if (known !== undefined) return known;
    const fresh: Watched = { sessions: new Set(), rows: 0 };
    this.#watched.set(signal, fresh);
    return fresh;
  }
}
