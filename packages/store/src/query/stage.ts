// What every stage of a query can do.

import type { Span } from "./query-error.js";
import type { CompileContext, Relation } from "./relation.js";
import type { Scanner } from "./scanner.js";

/** One step after a `|`. Every kind has a file in stages/, with its parser. */
export interface Stage {
  readonly kind: string;
  readonly span: Span;
  /** In the query language; parsing it gives an equal stage. */
  print(): string;
  /** The rows after it. Throws QueryError when it does not fit the rows before. */
  apply(relation: Relation, context: CompileContext): Relation;
  /** Names of the fields or columns that it reads. */
  fields(): readonly string[];
  /** Whether it works on each record alone, so that it can run on records as they arrive. */
  readonly live: boolean;
  /** Whether it turns records into a table. */
  readonly makesTable: boolean;
}

/** How a stage is written, for the parser and the reference. */
export interface StageDefinition {
  name: string;
  syntax: string;
  summary: string;
  /** Takes what follows the name; `start` is the place of the name. */
  parse(scanner: Scanner, start: number): Stage;
}
