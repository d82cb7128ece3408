import type { Engine } from "./engine/engine.js";
import { newsOverlapMs, newsRowsMax } from "./limits.js";
import type { LiveFeed } from "./live-feed.js";
import { int64, integer, type Sql, sql } from "./query/sql.js";

/** Tells live tails of chunks that other Cordwood servers have inserted. It asks only while somebody tails. */
export class ForeignChunks {
  readonly #engine: Engine;
  readonly #news: Sql;
  readonly #feed: LiveFeed;
  /** The engine's time when the first of the present tails began, and that of the last news. */
  #begun: bigint | undefined;
  #last = 0n;

  constructor(engine: Engine, news: Sql, feed: LiveFeed) {
    this.#engine = engine;
    this.#news = news;
    this.#feed = feed;
  }

  /** Looks once. */
  async look(): Promise<void> {
    if (this.#feed.readers === 0) this.#begun = undefined;
    else if (this.#begun === undefined) await this.#begin();
    else await this.#publish(this.#begun);
  }

  async #begin(): Promise<void> {
    const { rows } = await this.#engine.query("admin", sql`SELECT toUnixTimestamp64Milli(now64(3))`);
    this.#begun = this.#last = BigInt(Number(rows[0]?.[0]));
  }

  /** Clocks of shards differ, and an insert is seen a moment after its time: a little is read again each time. */
  async #publish(begun: bigint): Promise<void> {
    const again = this.#last - newsOverlapMs;
    const after = again > begun ? again : begun;
    const { rows } = await this.#engine.query(
      "admin",
      sql`SELECT chunk, toUnixTimestamp64Milli(stored) FROM ${this.#news}
WHERE stored > fromUnixTimestamp64Milli(${int64(after)}, 'UTC')
ORDER BY stored LIMIT ${integer(newsRowsMax)}`,
    );
    for (const [chunk, stored] of rows) {
      this.#feed.publish(String(chunk));
      const storedMs = BigInt(String(stored));
      if (storedMs > this.#last) this.#last = storedMs;
    }
  }
}
