/** A query cut at its first pipe. */
export interface QueryParts {
  /** What selects records. */
  search: string;
  /** The stages with their leading pipe; empty without. */
  stages: string;
}

/**
 * Cuts a query at the first `|` that is not inside quotes, a regex after `:` or brackets. It works on queries that
 * do not parse too, because the page edits what a person is still typing.
 */
export function splitStages(query: string): QueryParts {
  const at = firstPipe(query);
  if (at === -1) return { search: query.trim(), stages: "" };
  return { search: query.slice(0, at).trim(), stages: query.slice(at).trim() };
}

function firstPipe(query: string): number {
  for (let at = 0; at < query.length; at++) {
    const character = query[at];
    if (character === "|") return at;
    if (character === '"') at = skipTo(query, at, '"');
    else if (character === "/" && query[at - 1] === ":") at = skipTo(query, at, "/");
  }
  return -1;
}

function skipTo(query: string, open: number, close: string): number {
  for (let at = open + 1; at < query.length; at++) {
    if (query[at] === "\\") at++;
    else if (query[at] === close) return at;
  }
  return query.length;
}

/** Whether `OR` stands outside parentheses and quotes, so that a further clause needs the rest in parentheses. */
export function hasOpenOr(search: string): boolean {
  let depth = 0;
  for (let at = 0; at < search.length; at++) {
    const character = search[at];
    if (character === '"') at = skipTo(search, at, '"');
    else if (character === "/" && search[at - 1] === ":") at = skipTo(search, at, "/");
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (depth === 0 && /^or\b/i.test(search.slice(at)) && !/\w/.test(search[at - 1] ?? " ")) return true;
  }
  return false;
}
