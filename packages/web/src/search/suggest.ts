import { complete, type Suggestion } from "@cordwood/store/query";

/** Something that could stand at the caret, or a recent search in place of the whole query. */
export interface Offer {
  label: string;
  /** What is put in place of the text from `from` to `to`. */
  insert: string;
  from: number;
  to: number;
  /** What it is, in a few words. */
  detail: string;
}

/** The values of a field that are known, with a word about each, such as its count. */
export interface KnownValues {
  field: string;
  values: readonly { value: string; detail: string }[];
}

/** What could stand at the caret. */
export interface Completion {
  offers: Offer[];
  /** The field whose values are wanted at the caret; null when none is. */
  field: string | null;
}

/** Asks the search language what could stand at the caret. */
export function suggest(query: string, caret: number, fields: readonly string[], known: KnownValues): Completion {
  let field: string | null = null;
  const values = (wanted: string): readonly string[] => {
    field = wanted;
    return wanted === known.field ? known.values.map(({ value }) => value) : [];
  };
  const found = complete(query, caret, { fields, values });
  const details = new Map(known.values.map(({ value, detail }) => [value, detail]));
  return { offers: found.map((suggestion) => offer(suggestion, caret, details)), field };
}

function offer(
  { kind, label, insert, offset, detail }: Suggestion,
  caret: number,
  details: Map<string, string>,
): Offer {
  return { label, insert, from: offset, to: caret, detail: kind === "value" ? (details.get(label) ?? "") : detail };
}

/** Recent searches that hold what is typed. */
export function suggestRecent(history: readonly string[], query: string): Offer[] {
  const typed = query.trim().toLowerCase();
  return history
    .filter((recent) => recent !== query.trim() && recent.toLowerCase().includes(typed))
    .map((recent) => ({ label: recent, insert: recent, from: 0, to: query.length, detail: "" }));
}
