import type { Row } from "@cordwood/store";
import { indexField } from "./bulk-body.js";
import { recordField } from "./field-name.js";
import type { Body } from "./json-shape.js";
import type { SortKey } from "./sort.js";
import { sortValues } from "./sort.js";
import type { SourceFilter } from "./source-filter.js";

/** How a record is answered. */
export interface HitOptions {
  sort: readonly SortKey[];
  source: SourceFilter;
  /** Fields answered as lists of values besides. */
  fields?: ((name: string) => boolean) | undefined;
  /** Whether the order was asked for: only then a hit tells its place in it. */
  sorted?: boolean;
  /** Records before it, for its place. */
  rowsBefore?: number;
}

/** A record as Elasticsearch would return it: ECS names for what a record has under its own. */
export function toHit(row: Row, options: HitOptions): Body {
  const { source, fields, sort, rowsBefore = 0, sorted = sort.length > 0 } = options;
  const entries = entriesOf(row);
  const named = fields === undefined ? [] : entries.filter(([name]) => fields(name));
  return {
    _index: row.attributes[indexField] ?? "cordwood",
    _id: row.id,
    _score: sorted ? null : 1,
    ...(source !== undefined && { _source: nested(entries.filter(([name]) => source(name))) }),
    ...(named.length > 0 && { fields: Object.fromEntries(named.map(([name, value]) => [name, [value]])) }),
    ...(sorted && { sort: sortValues(row, sort, rowsBefore) }),
  };
}

function entriesOf(row: Row): [string, unknown][] {
  const { [indexField]: _index, ...attributes } = row.attributes;
  const named: [string, string][] = [
    ["log.level", row.level],
    ["service.name", row.service],
    ["host.name", row.host],
    ["log.logger", row.logger],
    ["data_stream.dataset", row.dataset],
    ["trace.id", row.trace_id],
    ["span.id", row.span_id],
  ];
  const own = named.filter(([, value]) => value !== "");
  const others = Object.entries(attributes).map(([name, value]) => [name, typed(value)] as [string, unknown]);
  return [["@timestamp", shortTime(row.time)], ["message", row.message], ...own, ...others];
}

/** Nanoseconds only where there are any. */
const shortTime = (time: string): string => time.replace(/(\.\d{3})0{6}Z$/, "$1Z");

/** Attributes are kept as texts; numbers and booleans are answered as such, as most senders meant them. */
function typed(value: string): unknown {
  if (value === "true" || value === "false") return value === "true";
  const number = Number(value);
  return value !== "" && Number.isFinite(number) && String(number) === value ? number : value;
}

/** A field's value, as it is answered. */
export function valueOf(row: Row, field: string): unknown {
  const name = recordField(field);
  const own: unknown = Object.entries(row).find(([key]) => key === name)?.[1];
  if (typeof own === "string" || typeof own === "number") return own === "" ? undefined : own;
  const value = row.attributes[name];
  return value === undefined ? undefined : typed(value);
}

/** Objects again of names with dots; a name that is a value and an object's as well stays with its dots. */
function nested(entries: readonly (readonly [string, unknown])[]): Body {
  const values = new Set(entries.map(([name]) => name));
  const root: Body = Object.create(null) as Body;
  for (const [name, value] of entries) {
    const pieces = name.split(".");
    const taken = pieces.some((_, at) => at > 0 && values.has(pieces.slice(0, at).join(".")));
    if (taken || pieces.includes("")) root[name] = value;
    else put(root, pieces, value);
  }
  return root;
}

function put(root: Body, pieces: readonly string[], value: unknown): void {
  let at = root;
  for (const piece of pieces.slice(0, -1)) {
    at[piece] ??= Object.create(null) as Body;
    at = at[piece] as Body;
  }
  at[pieces.at(-1) ?? ""] = value;
}
