// Buckets along an axis, with the empty ones between them.

import { argumentError } from "../elastic-error.js";
import { asObject, type Body, onlyEntry, shown } from "../json-shape.js";

/** Buckets of one list at most. */
export const bucketsMax = 10_000;

/** How a list of buckets is filled and put in order. */
interface Filling {
  body: Body;
  /** The key after a key. */
  next: (key: number) => number;
  /** The least and greatest key that there must be. */
  bounds: readonly [number, number] | undefined;
  empty: (key: number) => Body;
}

/** The buckets in the order asked for; without `min_doc_count`, with empty ones where there are none. */
export function bucketsInOrder(found: readonly Body[], filling: Filling): Body[] | Record<string, Body> {
  const { body } = filling;
  const least = Number(body["min_doc_count"] ?? 0);
  const sorted = found.toSorted((left, right) => Number(left["key"]) - Number(right["key"]));
  const filled = least === 0 ? fill(sorted, filling) : sorted.filter((bucket) => Number(bucket["doc_count"]) >= least);
  const ordered = inOrder(filled, body["order"]);
  if (body["keyed"] !== true) return ordered;
  return Object.fromEntries(ordered.map((bucket) => [shown(bucket["key_as_string"] ?? bucket["key"]), bucket]));
}

function fill(sorted: readonly Body[], { next, bounds, empty }: Filling): Body[] {
  const keys = sorted.map((bucket) => Number(bucket["key"]));
  const first = Math.min(...keys.slice(0, 1), ...(bounds === undefined ? [] : [bounds[0]]));
  const last = Math.max(...keys.slice(-1), ...(bounds === undefined ? [] : [bounds[1]]));
  if (!Number.isFinite(first) || !Number.isFinite(last)) return [];
  const byKey = new Map(sorted.map((bucket) => [Number(bucket["key"]), bucket]));
  const filled: Body[] = [];
  for (let key = first; key <= last; key = next(key)) {
    if (filled.length > bucketsMax)
      throw argumentError(`Trying to create too many buckets. Must be less than or equal to: [${bucketsMax}].`);
    filled.push(byKey.get(key) ?? empty(key));
    byKey.delete(key);
  }
  // Keys beside the steps, as where a zone's clocks are changed.
  return byKey.size === 0
    ? filled
    : [...filled, ...byKey.values()].toSorted((left, right) => Number(left["key"]) - Number(right["key"]));
}

function inOrder(buckets: Body[], order: unknown): Body[] {
  if (order === undefined) return buckets;
  const [path, direction] = onlyEntry(asObject(order, "order"), "order");
  const name = path === "_count" ? "doc_count" : "key";
  if (path !== "_count" && path !== "_key")
    throw argumentError(`[order] by [${path}] is not supported here; use _key or _count`);
  const sign = direction === "desc" ? -1 : 1;
  return buckets.toSorted(
    (left, right) => sign * (Number(left[name]) - Number(right[name])) || Number(left["key"]) - Number(right["key"]),
  );
}
