import type { Filter, FilterContext } from "../filter.js";
import { semanticsOf } from "../fields/semantics.js";
import type { Span } from "../query-error.js";
import { escapeWord, quoteName } from "../quote.js";
import type { Sql } from "../sql.js";
import { AllFilter } from "./all.js";
import { ExistsFilter } from "./exists.js";
import { PrefixFilter } from "./prefix.js";

/**
 * `field:a*b`: the value has these pieces in this order, with anything between them; from its beginning to its end
 * where no `*` stands there. On the message the pieces stand in one run without spaces and `*` at an end means that the word may go on.
 */
export class WildcardFilter implements Filter {
  readonly kind = "wildcard";
  readonly span: Span;
  readonly field: string;
  readonly pieces: readonly string[];

  constructor(field: string, pieces: readonly string[], span: Span = { offset: 0, length: 0 }) {
    this.field = field;
    this.pieces = pieces;
    this.span = span;
  }

  print(): string {
    const message = this.field === "message";
    const glob = this.pieces.map(escapeInside).join("*");
    return message ? escapeStart(glob) : `${quoteName(this.field)}:${escapeStart(glob)}`;
  }

  compile(context: FilterContext): Sql {
    return semanticsOf(this.field).glob(this.pieces, context.resolve(this.field), this.span);
  }

  fields(): readonly string[] {
    return [this.field];
  }
}

function escapeInside(piece: string): string {
  return piece === "" ? "" : escapeWord(`x${piece}`).slice(1);
}

function escapeStart(glob: string): string {
  return glob.replace(/^[-!/'[{<>=]/, String.raw`\$&`);
}

/** The filter for a value with wildcards: all, exists or prefix where it is as simple as that. */
export function globFilter(field: string, pieces: readonly string[], span: Span): Filter {
  const tidy = pieces.filter((piece, index) => piece !== "" || index === 0 || index === pieces.length - 1);
  const [first = "", last] = tidy;
  if (tidy.length === 2 && last === "") {
    if (first === "") return field === "message" ? new AllFilter(span) : new ExistsFilter(field, span);
    return new PrefixFilter(field, first, span);
  }
  return new WildcardFilter(field, tidy, span);
}
