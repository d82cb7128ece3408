import { censusEveryMs, censusEveryRecords, censusRecordsMin } from "../limits.js";
import type { Segment } from "../record.js";
import { AttributeCensus } from "./attribute-census.js";
import type { AttributeColumns } from "./attribute-columns.js";

/** Looks at segments now and then, before they are inserted, and fits the columns to what comes. */
export class SchemaAdaptation {
  readonly #columns: AttributeColumns;
  readonly #census = new AttributeCensus();
  #recordsSince = Number.POSITIVE_INFINITY;
  #lookedMs = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(columns: AttributeColumns) {
    this.#columns = columns;
  }

  /** Call it before each insert. A look that fails is no reason to refuse the insert: the columns stay as they are. */
  async before(segment: Segment): Promise<void> {
    this.#recordsSince += segment.records;
    if (this.#isDue()) {
      this.#recordsSince = 0;
      this.#lookedMs = Date.now();
      this.#running = this.#running.then(() => this.#adapt(segment));
    }
    await this.#running;
  }

  #isDue(): boolean {
    if (this.#census.records < censusRecordsMin || this.#recordsSince >= censusEveryRecords) return true;
    return Date.now() - this.#lookedMs >= censusEveryMs;
  }

  async #adapt(segment: Segment): Promise<void> {
    try {
      await this.#census.look(segment);
      if (this.#census.records >= censusRecordsMin) await this.#columns.adapt(this.#census.shares());
    } catch {
      // The insert that follows meets the same trouble and reports it.
    }
  }
}
