import { stageItemsMax } from "../limits.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import { type Column, type CompileContext, isCut, nest, orderOf, type Relation, scopeOf } from "../relation.js";
import type { Scanner } from "../scanner.js";
import type { Stage, StageDefinition } from "../stage.js";

/** `fields a, b`: a table with these columns only, in this order, one row for each row before. */
export class FieldsStage implements Stage {
  readonly kind = "fields";
  readonly live = true;
  readonly makesTable = true;
  readonly span: Span;
  readonly names: readonly string[];

  constructor(names: readonly string[], span: Span = { offset: 0, length: 0 }) {
    this.names = [...new Set(names)];
    this.span = span;
  }

  print(): string {
    return `fields ${this.names.map(quoteName).join(", ")}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    const inner = isCut(relation) ? nest(relation, context) : relation;
    const scope = scopeOf(inner, context);
    const columns = new Map<string, Column>();
    for (const name of this.names) {
      const { sql, type } = scope.resolve(name, this.span);
      columns.set(name, { sql, type });
    }
    return { ...inner, kind: "table", columns, order: orderOf(inner, context) };
  }

  fields(): readonly string[] {
    return this.names;
  }
}

/** Takes names with commas between them. */
export function parseNames(scanner: Scanner): string[] {
  const names: string[] = [];
  do {
    scanner.skipSpace();
    scanner.want({ kind: "column" });
    names.push(scanner.name("a field"));
    scanner.skipSpace();
  } while (names.length < stageItemsMax && scanner.accept(",", "punctuation"));
  return names;
}

/** How `fields` is written. */
export const fieldsStage: StageDefinition = {
  name: "fields",
  syntax: "fields a, b",
  summary: "a table with these columns",
  parse: (scanner, start) => {
    const names = parseNames(scanner);
    return new FieldsStage(names, scanner.spanFrom(start));
  },
};
