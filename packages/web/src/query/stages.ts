/** A query cut at its first pipe. */
export interface QueryParts {
  /** What selects records. */
  search: string;
  /** The stages with their leading pipe; empty without. */
  stages: string;
}

/**
 * Cuts a query at the first `|` that is not quoted, escaped or part of a regular expression. It works on queries
 * that do not parse too, because the page edits what a person is still typing.
 */
export function splitStages(query: string): QueryParts {
  for (const at of openPlaces(query)) {
    if (query[at] === "|") return { search: query.slice(0, at).trim(), stages: query.slice(at).trim() };
  }
  return { search: query.trim(), stages: "" };
}

/** Whether `OR` stands outside parentheses and quotes, so that a further clause needs the rest in parentheses. */
export function hasOpenOr(search: string): boolean {
  let depth = 0;
  for (const at of openPlaces(search)) {
    if (search[at] === "(") depth++;
    else if (search[at] === ")") depth--;
    else if (depth === 0 && operator.test(` ${search}`.slice(at, at + 4))) return true;
  }
  return false;
}

const operator = /^[\s)]OR(?:[\s(]|$)/;

/** The places of a query that are not inside quotes, regular expressions or behind a backslash. */
function* openPlaces(query: string): Generator<number> {
  for (let at = 0; at < query.length; at++) {
    const character = query[at] ?? "";
    if (character === "\\") at++;
    else if (character === '"' || character === "`") at = skipTo(query, at);
    else if ((character === "'" || character === "/") && startsValue(query, at)) at = skipTo(query, at);
    else yield at;
  }
}

/** An apostrophe or slash opens something only where a value or word begins: `don't` and `a/b` are words. */
function startsValue(query: string, at: number): boolean {
  return at === 0 || /[\s:(!<>=-]/.test(query[at - 1] ?? "");
}

function skipTo(query: string, open: number): number {
  for (let at = open + 1; at < query.length; at++) {
    if (query[at] === "\\") at++;
    else if (query[at] === query[open]) return at;
  }
  return query.length;
}
