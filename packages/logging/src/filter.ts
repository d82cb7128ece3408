import { LoggingError } from "./errors.js";
import type { LogRecord } from "./log-record.js";
import { displayText } from "./value-text.js";

/** What a filter answers: falsy drops the record, a record takes its place, anything else lets it pass. */
export type FilterAnswer = boolean | LogRecord | number | null | undefined;

/** Anything that may stand in a filter list. */
export type FilterLike = { filter(record: LogRecord): FilterAnswer } | ((record: LogRecord) => FilterAnswer);

/** Lets pass the records of one logger and of those below it: `new Filter("A.B")` passes A.B and A.B.C, not A.BB. */
export class Filter {
  readonly name: string;
  readonly nlen: number;

  constructor(name = "") {
    this.name = name;
    this.nlen = name.length;
  }

  /** Whether the record's logger is the named one or below it; an empty name passes everything. */
  filter(record: LogRecord): FilterAnswer {
    if (this.nlen === 0 || record.name === this.name) return true;
    return record.name.startsWith(this.name) && record.name[this.nlen] === ".";
  }
}

/** What loggers and handlers have in common: a list of filters. */
export class Filterer {
  filters: FilterLike[] = [];

  /** Adds a filter, once. */
  addFilter(filter: FilterLike): void {
    if (typeof filter !== "function" && typeof filter?.filter !== "function") {
      throw new LoggingError("CW_LOGGING_FILTER_TYPE", [displayText(filter)]);
    }
    if (!this.filters.includes(filter)) this.filters.push(filter);
  }

  /** Takes a filter out; no fault when it is not there. */
  removeFilter(filter: FilterLike): void {
    const index = this.filters.indexOf(filter);
    if (index >= 0) this.filters.splice(index, 1);
  }

  /** False when a filter drops the record; else the record, or the one a filter put in its place. */
  filter(record: LogRecord): LogRecord | false {
    let current = record;
    for (const filter of this.filters) {
      const answer = typeof filter === "function" ? filter(current) : filter.filter(current);
      if (!answer) return false;
      if (typeof answer === "object") current = answer;
    }
    return current;
  }
}
