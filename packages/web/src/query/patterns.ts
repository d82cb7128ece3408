import { splitStages } from "./stages.js";

const stage = "| patterns";

/** Whether a query asks for the shapes of messages and nothing more. */
export function showsPatterns(query: string): boolean {
  return splitStages(query).stages.replace(/\s+/g, " ") === stage;
}

/** The query that shows the shapes of what a query selects. */
export function patternsIn(query: string): string {
  return `${splitStages(query).search || "*"} ${stage}`;
}

/** The query that shows the records themselves. */
export function recordsOf(query: string): string {
  const { search } = splitStages(query);
  return search === "*" ? "" : search;
}
