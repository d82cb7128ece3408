import { stageItemsMax } from "../limits.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import { type Column, type CompileContext, compute, type Relation, scopeOf } from "../relation.js";
import type { Scanner } from "../scanner.js";
import type { Stage, StageDefinition } from "../stage.js";
import { rejectFixed } from "./fixed-fields.js";

/** A field and its new name. */
export interface Renaming {
  from: string;
  to: string;
}

/** `rename a as b, …`: gives fields or columns other names. */
export class RenameStage implements Stage {
  readonly kind = "rename";
  readonly live = true;
  readonly makesTable = false;
  readonly span: Span;
  readonly renamings: readonly Renaming[];

  constructor(renamings: readonly Renaming[], span: Span = { offset: 0, length: 0 }) {
    this.renamings = renamings;
    this.span = span;
  }

  print(): string {
    return `rename ${this.renamings.map(({ from, to }) => `${quoteName(from)} as ${quoteName(to)}`).join(", ")}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    return this.renamings.reduce((result, { from, to }) => {
      if (from === to) return result;
      return result.kind === "table"
        ? this.renameColumn(result, context, from, to)
        : this.renameField(result, context, from, to);
    }, relation);
  }

  private renameColumn(relation: Relation, context: CompileContext, from: string, to: string): Relation {
    const { sql, type } = scopeOf(relation, context).resolve(from, this.span);
    const columns = new Map<string, Column>();
    for (const [name, column] of relation.columns) {
      if (name === from) columns.set(to, { sql, type });
      else if (name !== to) columns.set(name, column);
    }
    return { ...relation, columns };
  }

  private renameField(relation: Relation, context: CompileContext, from: string, to: string): Relation {
    rejectFixed(relation, from, this.span);
    rejectFixed(relation, to, this.span);
    const value = scopeOf(relation, context).resolve(from, this.span);
    const result = compute(relation, context, new Map([[to, value]]));
    const columns = new Map(result.columns);
    columns.delete(from);
    return { ...result, columns, removed: new Set([...result.removed, from]) };
  }

  fields(): readonly string[] {
    return this.renamings.map(({ from }) => from);
  }
}

function parseRenaming(scanner: Scanner): Renaming {
  scanner.skipSpace();
  scanner.want({ kind: "column" });
  const from = scanner.name("a field");
  scanner.skipSpace();
  if (!scanner.acceptKeyword("as")) scanner.fail({ message: "expected `as` and the new name", expected: ["as"] });
  return { from, to: scanner.name("a new name") };
}

/** How `rename` is written. */
export const renameStage: StageDefinition = {
  name: "rename",
  syntax: "rename a as b, …",
  summary: "gives fields other names",
  parse: (scanner, start) => {
    const renamings: Renaming[] = [];
    do {
      renamings.push(parseRenaming(scanner));
      scanner.skipSpace();
    } while (renamings.length < stageItemsMax && scanner.accept(",", "punctuation"));
    return new RenameStage(renamings, scanner.spanFrom(start));
  },
};
