import { aggregateNames, findAggregate } from "./aggregates/aggregates.js";
import { functions } from "./functions/functions.js";
import { levels } from "./level.js";
import { suggestionsMax } from "./limits.js";
import { parseWith } from "./parser.js";
import { QueryError } from "./query-error.js";
import { quoteName, quoteText } from "./quote.js";
import { Scanner, type Wanted } from "./scanner.js";
import { baseFields } from "./schema.js";
import { stages } from "./stages/stages.js";

/** What the caller knows about the records. */
export interface CompletionSources {
  /** Names of fields, most useful first. */
  fields?: readonly string[];
  /** Values of a field, most frequent first. */
  values?: (field: string) => readonly string[];
}

/** One way to go on. */
export interface Suggestion {
  kind: Wanted["kind"];
  /** What to show. */
  label: string;
  /** What replaces the text from `offset` to the place of the cursor. */
  insert: string;
  offset: number;
  /** What it is or does, in a few words. */
  detail: string;
}

/**
 * What could stand at `offset`, the place of the cursor. The parser itself says what it would have taken there, so the
 * suggestions follow the grammar. Never throws.
 */
export function complete(text: string, offset: number, sources: CompletionSources = {}): Suggestion[] {
  const end = Math.min(Math.max(0, offset), text.length);
  const started = /[\p{L}\p{N}_@$.-]*$/u.exec(text.slice(0, end))?.[0] ?? "";
  const place = end - started.length;
  const suggestions = wantedAt(text.slice(0, place), place).flatMap((wanted) => offers(wanted, sources, place));
  const prefix = started.toLowerCase();
  const fitting = suggestions.filter(({ label }) => label.toLowerCase().startsWith(prefix) && label !== started);
  const seen = new Set<string>();
  return fitting.filter(({ insert }) => !seen.has(insert) && seen.add(insert)).slice(0, suggestionsMax);
}

/** What the parser looked for at the end of the text. */
function wantedAt(before: string, place: number): Wanted[] {
  const scanner = new Scanner(before);
  try {
    parseWith(scanner);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
  }
  const wanted = scanner.wanted.filter((each) => each.offset === place);
  const stage = /\|\s*$/.test(before);
  return stage ? wanted.filter(({ kind }) => kind === "stage") : wanted;
}

type Offer = (wanted: Wanted, sources: CompletionSources) => Omit<Suggestion, "offset" | "kind">[];

function fieldNames(sources: CompletionSources): string[] {
  return [...new Set([...(sources.fields ?? []), ...baseFields])];
}

function values(field: string, sources: CompletionSources): string[] {
  const known = sources.values?.(field) ?? [];
  return field === "level" ? [...new Set([...known, ...Object.keys(levels)])] : [...known];
}

const bareValue = /^[\p{L}\p{N}_@$.:-]+$/u;

const offersOf: Readonly<Record<Wanted["kind"], Offer>> = {
  field: (_wanted, sources) =>
    fieldNames(sources).map((name) => ({ label: name, insert: `${quoteName(name)}:`, detail: "field" })),
  column: (_wanted, sources) =>
    fieldNames(sources).map((name) => ({ label: name, insert: quoteName(name), detail: "field" })),
  value: ({ field = "" }, sources) =>
    values(field, sources).map((value) => ({
      label: value,
      insert: `${bareValue.test(value) ? value : quoteText(value)} `,
      detail: `value of ${field}`,
    })),
  stage: () => [...stages.values()].map(({ name, summary }) => ({ label: name, insert: `${name} `, detail: summary })),
  function: () =>
    [...functions.values()].map(({ name, summary }) => ({ label: name, insert: `${name}(`, detail: summary })),
  aggregate: () =>
    aggregateNames.map((name) => ({
      label: name,
      insert: `${name}(`,
      detail: findAggregate(name)?.summary ?? "",
    })),
  keyword: ({ keywords = [] }) =>
    keywords.map((keyword) => ({
      label: keyword,
      insert: keyword.endsWith("(") ? keyword : `${keyword} `,
      detail: "",
    })),
};

function offers(wanted: Wanted, sources: CompletionSources, place: number): Suggestion[] {
  const kind = wanted.kind;
  return offersOf[kind](wanted, sources).map(({ label, insert, detail }) => ({
    kind,
    label,
    insert,
    offset: place,
    detail,
  }));
}
