// What the page shows, as its address says it: everything a person would want to send to a colleague.

import type { RangeText } from "../range/range.js";

/** The state that lives in the address. */
export interface Address {
  /** The search as typed. */
  query: string;
  /** Start of the range as typed: `now-1h`, ISO 8601, or `all` for everything there is. */
  from: string;
  /** End of the range as typed. */
  to: string;
  /** Fields shown as columns between service and message. */
  columns: readonly string[];
  /** Id of the opened record. */
  record: string | null;
  /** Newest or oldest first. */
  order: "desc" | "asc";
  /** Whether new records arrive by themselves. */
  live: boolean;
  /** Whether the running applications are shown. */
  apps: boolean;
  /** Whether it shows what is different in the range instead of its records. */
  compare: boolean;
  /** The wider range that the range was chosen in; what is different is told from the rest of it. */
  within: RangeText | null;
}

/** What an empty address means. */
export const defaultAddress: Address = {
  query: "",
  from: "now-1h",
  to: "now",
  columns: [],
  record: null,
  order: "desc",
  live: false,
  apps: false,
  compare: false,
  within: null,
};

/** Reads `location.search`. Whatever is missing or unknown takes its default, so that no address breaks the page. */
export function parseAddress(search: string): Address {
  const parameters = new URLSearchParams(search);
  return {
    query: parameters.get("q") ?? defaultAddress.query,
    from: parameters.get("from") || defaultAddress.from,
    to: parameters.get("to") || defaultAddress.to,
    columns: [...new Set(parameters.getAll("col"))].filter((column) => column !== ""),
    record: parameters.get("record") || null,
    order: parameters.get("order") === "asc" ? "asc" : "desc",
    live: parameters.get("live") === "1",
    apps: parameters.get("apps") === "1",
    compare: parameters.get("diff") === "1",
    within: parseWithin(parameters.get("in") ?? ""),
  };
}

/** Writes what differs from the default, as a `location.search`; empty when nothing does. */
export function printAddress(address: Address): string {
  const parameters = new URLSearchParams();
  if (address.query !== "") parameters.set("q", address.query);
  if (address.from !== defaultAddress.from) parameters.set("from", address.from);
  if (address.to !== defaultAddress.to) parameters.set("to", address.to);
  for (const column of address.columns) parameters.append("col", column);
  if (address.order === "asc") parameters.set("order", "asc");
  if (address.live) parameters.set("live", "1");
  if (address.apps) parameters.set("apps", "1");
  if (address.compare) parameters.set("diff", "1");
  if (address.within !== null) parameters.set("in", `${address.within.from}~${address.within.to}`);
  if (address.record !== null) parameters.set("record", address.record);
  const text = readable(parameters.toString());
  return text === "" ? "" : `?${text}`;
}

function parseWithin(text: string): RangeText | null {
  const [from = "", to = "", ...more] = text.split("~");
  return from === "" || to === "" || more.length > 0 ? null : { from, to };
}

/** Leaves characters that the query part of an address may hold (RFC 3986 §3.4) as they are. */
function readable(encoded: string): string {
  return encoded.replace(/%(?:3A|2F|2C|40|24)/g, (code) => decodeURIComponent(code));
}
