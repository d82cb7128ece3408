// What may stand after `field:`. Each kind of filter is read by its own file; here is the order in which they are tried.

import type { Filter } from "./filter.js";
import { AndFilter } from "./filters/and.js";
import { parseCompare } from "./filters/compare.js";
import { parseExists } from "./filters/exists.js";
import { parseEquals } from "./filters/field-equals.js";
import { NotFilter } from "./filters/not.js";
import { OrFilter } from "./filters/or.js";
import { parseRange } from "./filters/range.js";
import { parseFieldRegex } from "./filters/regex.js";
import { fieldNameLengthMax } from "./limits.js";
import type { Scanner } from "./scanner.js";

/** Takes the value of a field whose filter began at `start`. */
export function parseValue(scanner: Scanner, field: string, start: number): Filter {
  if (field.length > fieldNameLengthMax) {
    const message = `a field name cannot be longer than ${fieldNameLengthMax} characters`;
    scanner.fail({ code: "CW_STORE_QUERY_LIMIT", message, position: scanner.spanFrom(start) });
  }
  scanner.skipSpace();
  scanner.want({ kind: "value", field });
  for (const parse of [parseValues, parseExists, parseRange, parseCompare, parseFieldRegex, parseEquals]) {
    const filter = parse(scanner, field, start);
    if (filter !== undefined) return filter;
  }
  const expected = ["a value", '"a value"', "value*", "/regex/", "[a TO b]", ">a", "*"];
  return scanner.fail({ message: `expected a value for the field ${field}`, expected });
}

/** `field:(a OR b -c)`: the same field for several values. */
function parseValues(scanner: Scanner, field: string): Filter | undefined {
  if (!scanner.accept("(", "punctuation")) return undefined;
  const filter = scanner.nest(() => alternatives(scanner, field));
  scanner.require(")", "punctuation");
  return filter;
}

function alternatives(scanner: Scanner, field: string): Filter {
  const start = scanner.offset;
  const filters = [together(scanner, field)];
  while (scanner.match(/OR(?=[\s(])/y, "keyword") !== undefined) filters.push(together(scanner, field));
  const [first] = filters;
  return filters.length === 1 && first !== undefined ? first : new OrFilter(filters, scanner.spanFrom(start));
}

function together(scanner: Scanner, field: string): Filter {
  const start = scanner.offset;
  const filters: Filter[] = [];
  do {
    scanner.match(/AND(?=[\s(])/y, "keyword");
    filters.push(oneValue(scanner, field));
    scanner.skipSpace();
  } while (scanner.look(/$|[)|]|OR(?=[\s(])/y) === undefined);
  const [first] = filters;
  return filters.length === 1 && first !== undefined ? first : new AndFilter(filters, scanner.spanFrom(start));
}

function oneValue(scanner: Scanner, field: string): Filter {
  scanner.skipSpace();
  scanner.countFilter();
  const start = scanner.offset;
  const negated = scanner.match(/NOT(?=[\s(])|[-!](?=[^\s=\d])/y, "operator") !== undefined;
  if (!negated) return parseValue(scanner, field, start);
  const inner = scanner.nest(() => oneValue(scanner, field));
  return new NotFilter(inner, scanner.spanFrom(start));
}
