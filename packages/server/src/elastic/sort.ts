// The order of hits, and where a page goes on.

import { cursorAfter, cursorAfterRows, quoteText } from "@cordwood/store/query";
import type { Row } from "@cordwood/store";
import { formatDate } from "./aggregations/date-format.js";
import { readDate } from "./date-math.js";
import { argumentError, parsingError } from "./elastic-error.js";
import { isDate, recordField, searchField } from "./field-name.js";
import { asList, asObject, asText, type Body } from "./json-shape.js";
import { valueOf } from "./hit.js";

/** One key of an order. */
export interface SortKey {
  field: string;
  descending: boolean;
  /** How times are written in a hit's `sort`; a number without. */
  format: unknown;
}

const unordered = new Set(["_score", "_doc", "_shard_doc"]);
const known = new Set(["order", "unmapped_type", "missing", "format", "numeric_type", "mode", "ignore_unmapped"]);

/** The keys of an order; none for the newest first. `_score` and `_doc` mean nothing here. */
export function readSort(sort: unknown): SortKey[] {
  return asList(sort)
    .flatMap((each) =>
      typeof each === "string" ? each.split(",").map(ofText) : Object.entries(asObject(each, "sort")).map(ofEntry),
    )
    .filter(({ field }) => !unordered.has(field));
}

function ofText(text: string): SortKey {
  const [field = "", order] = text.trim().split(":");
  return { field, descending: order === "desc", format: undefined };
}

function ofEntry([field, given]: [string, unknown]): SortKey {
  if (field === "_script" || field === "_geo_distance")
    throw parsingError(`sorting by [${field}] is not supported here`);
  const options: Body = typeof given === "string" ? { order: given } : asObject(given, "sort");
  const unknown = Object.keys(options).find((name) => !known.has(name));
  if (unknown !== undefined) throw parsingError(`[field_sort] unknown field [${unknown}]`);
  if (options["missing"] !== undefined && options["missing"] !== "_last")
    throw parsingError("[field_sort] missing values come last here");
  return { field, descending: options["order"] === "desc", format: options["format"] };
}

/** The order as a stage; none where it is the order of time alone, in which records are anyway. */
export function sortStage(keys: readonly SortKey[]): string[] {
  if (orderOf(keys) !== undefined) return [];
  return [`sort ${keys.map(({ field, descending }) => `${descending ? "-" : ""}${searchField(field)}`).join(", ")}`];
}

/** The order of time that the keys mean; undefined when they sort by anything else. */
export function orderOf(keys: readonly SortKey[]): "asc" | "desc" | undefined {
  const [first, ...others] = keys;
  if (first === undefined) return "desc";
  const byId = others.every(({ field, descending }) => recordField(field) === "id" && descending === first.descending);
  return isDate(first.field) && byId ? (first.descending ? "desc" : "asc") : undefined;
}

/** What a hit says of its place: the values of the keys, and a cursor, so that a page can go on exactly there. */
export function sortValues(row: Row, keys: readonly SortKey[], rowsBefore: number): unknown[] {
  const values = keys.map(({ field, format }) => {
    if (!isDate(field)) return valueOf(row, field) ?? null;
    return format === undefined ? Date.parse(row.time) : formatDate(Date.parse(row.time), "UTC", format);
  });
  return [...values, orderOf(keys) === undefined ? cursorAfterRows(rowsBefore + 1) : cursorAfter(row)];
}

/** Where a page goes on: at a cursor, or after the values of the keys. */
export interface After {
  cursor?: string;
  stages: readonly string[];
}

/** @throws ElasticError when there are more or fewer values than keys */
export function readAfter(values: unknown, keys: readonly SortKey[]): After {
  if (values === undefined) return { stages: [] };
  const list = asList(values);
  const last = list.at(-1);
  if (list.length === keys.length + 1 && typeof last === "string") return { cursor: last, stages: [] };
  if (keys.length === 0) throw argumentError("Sort must contain at least one field when using search_after");
  if (list.length !== keys.length)
    throw argumentError(`search_after has ${list.length} value(s) but sort has ${keys.length}.`);
  const conditions = keys.map((key, index) => {
    const equal = keys.slice(0, index).map((before, at) => comparison(before, "=", list[at]));
    return `(${[...equal, comparison(key, key.descending ? "<" : ">", list[index])].join(" and ")})`;
  });
  return { stages: [`where ${conditions.join(" or ")}`] };
}

/** Times are compared by the millisecond, in which they are answered. */
function comparison({ field }: SortKey, sign: "=" | "<" | ">", value: unknown): string {
  const name = searchField(field);
  if (!isDate(field))
    return `${name} ${sign} ${typeof value === "number" ? String(value) : quoteText(asText(value, "search_after"))}`;
  const ms = readDate(typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value, { nowMs: Date.now() });
  const [start, end] = [ms, ms + 1].map((at) => quoteText(new Date(at).toISOString()));
  if (sign === "=") return `${name} >= ${start} and ${name} < ${end}`;
  return sign === "<" ? `${name} < ${start}` : `${name} >= ${end}`;
}
