import type { Filter } from "./filter.js";
import { queryLengthMax, stagesMax } from "./limits.js";
import { QueryError } from "./query-error.js";
import { Scanner } from "./scanner.js";
import { parseSearch } from "./search.js";
import type { Stage } from "./stage.js";
import { stageNames, stages } from "./stages/stages.js";
import { nearest } from "./suggest.js";

/** A query that has been understood: `filter | stage | stage`. */
export interface Query {
  readonly filter: Filter;
  readonly stages: readonly Stage[];
}

/** Reads a query. Throws {@link QueryError} with the place of the mistake. */
export function parse(text: string): Query {
  return parseWith(new Scanner(text));
}

/** Reads a query with a scanner that the caller looks at afterwards. */
export function parseWith(scanner: Scanner): Query {
  if (scanner.text.length > queryLengthMax) {
    throw new QueryError({
      code: "CW_STORE_QUERY_LIMIT",
      message: `a query cannot be longer than ${queryLengthMax} characters; this one has ${scanner.text.length}`,
      position: { offset: queryLengthMax, length: scanner.text.length - queryLengthMax },
    });
  }
  const filter = parseSearch(scanner);
  const list: Stage[] = [];
  for (scanner.skipSpace(); !scanner.atEnd; scanner.skipSpace()) {
    expectPipe(scanner);
    if (list.length >= stagesMax) {
      scanner.fail({ code: "CW_STORE_QUERY_LIMIT", message: `a query cannot have more than ${stagesMax} stages` });
    }
    list.push(parseStage(scanner));
  }
  return { filter, stages: list };
}

function expectPipe(scanner: Scanner): void {
  if (scanner.accept("|", "punctuation")) return;
  const stray = scanner.peek() === ")" ? "there is no ( for this )" : "expected | or the end of the query";
  scanner.fail({ message: stray, expected: ["|"] });
}

function parseStage(scanner: Scanner): Stage {
  scanner.skipSpace();
  scanner.want({ kind: "stage" });
  const start = scanner.offset;
  const name = scanner.match(/[A-Za-z_]+/y, "stage")?.toLowerCase();
  const definition = stages.get(name ?? "");
  if (definition !== undefined) return definition.parse(scanner, start);
  if (name === undefined) return scanner.fail({ message: "expected a stage after |", expected: stageNames });
  return scanner.fail({
    code: "CW_STORE_QUERY_NAME",
    message: `there is no stage ${name}`,
    position: scanner.spanFrom(start),
    expected: stageNames,
    suggestion: nearest(name, stageNames),
  });
}

/** Writes a query. Parsing what it writes gives an equal query. */
export function print(query: Query): string {
  const filter = query.filter.print();
  return [filter, ...query.stages.map((stage) => stage.print())].join(" | ");
}
