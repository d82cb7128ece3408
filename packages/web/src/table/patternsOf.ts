import type { TableResponse } from "@cordwood/server/api";
import { cellNumber, cellText } from "./cell.js";

/** A shape that many messages have. */
export interface Pattern {
  /** The shape, cut at the places that differ. */
  pieces: { text: string; at: number; varies: boolean }[];
  count: number;
  /** Share of all records, 0 to 1. */
  share: number;
  /** A clause of the search language that selects its records. */
  query: string;
}

const columns = ["template", "count", "share", "query"];

/** Reads the answer of `| patterns`; null when the table is something else. */
export function patternsOf(table: TableResponse): Pattern[] | null {
  if (table.columns.map(({ name }) => name).join() !== columns.join()) return null;
  return table.rows.map(([template, count, share, query]) => ({
    pieces: cut(cellText(template)),
    count: cellNumber(count),
    share: cellNumber(share),
    query: cellText(query),
  }));
}

/** A template, cut at the places that differ. */
export function cut(template: string): Pattern["pieces"] {
  return template
    .split(/(<\*>)/)
    .filter((text) => text !== "")
    .map((text, at) => ({ text, at, varies: text === "<*>" }));
}
