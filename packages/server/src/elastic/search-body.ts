// What of a search is understood; the rest is refused by name, so that nobody takes a wrong answer for a right one.
import { quoteText } from "@cordwood/store/query";
import { z } from "zod";
import { ServerError } from "../errors.js";
import { searchRowsMax } from "../limits.js";
import { countParameter, readParameters } from "../parameters.js";
import { indexField } from "./bulk-body.js";
import { toSearchLanguage } from "./query-dsl.js";

/** A search as records can answer it. */
export interface ElasticSearch {
  /** Search language. */
  query: string;
  size: number;
  from: number;
  order: "asc" | "desc";
}

const size = countParameter(0, searchRowsMax);
const flag = z.union([z.boolean(), z.string(), z.number()]).optional();

const shape = {
  query: z.unknown().optional(),
  size,
  from: size,
  sort: z.unknown().optional(),
  track_total_hits: flag,
  timeout: z.string().optional(),
  version: flag,
  _source: z.unknown().optional(),
};

/**
 * Reads the body of a search under an index.
 *
 * @param overriding what the address says, which wins over the body
 * @throws ServerError `CW_SERVER_BODY_INVALID`, `CW_SERVER_PARAMETER_UNKNOWN`, `CW_SERVER_PARAMETER_INVALID`
 */
export function readSearch(
  index: string | undefined,
  body: unknown,
  overriding: Record<string, unknown> = {},
): ElasticSearch {
  const asked = readParameters({ ...asObject(body), ...overriding }, shape);
  const parts = [indexFilter(index), toSearchLanguage(asked.query)].filter((part) => part !== "*");
  const { size: rows = 10, from = 0 } = asked;
  if (rows + from > searchRowsMax)
    throw new ServerError("CW_SERVER_BODY_INVALID", {
      reason: `from + size is above ${searchRowsMax}`,
      hint: "narrow the query",
    });
  return { query: parts.length === 0 ? "*" : parts.join(" AND "), size: rows, from, order: orderOf(asked.sort) };
}

/** Parses a line or a body of JSON; nothing at all is an empty search. @throws ServerError `CW_SERVER_BODY_INVALID` */
export function parseSearchBody(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ServerError("CW_SERVER_BODY_INVALID", { reason: (error as Error).message, hint: "send valid JSON" });
  }
}

function asObject(body: unknown): object {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  throw new ServerError("CW_SERVER_BODY_INVALID", { reason: "expected a JSON object", hint: "" });
}

/** An index that `_bulk` wrote to, or several, with `*`; `_all`, `*` and `cordwood*` are everything. */
export function indexFilter(index: string | undefined): string {
  const names = (index ?? "*").split(",").map((name) => name.trim());
  if (names.some((name) => name === "*" || name === "_all" || /^cordwood\*?$/.test(name))) return "*";
  const filters = names.map((name) =>
    name.endsWith("*") ? `${indexField}:${name.replaceAll(/[^\w.*-]/g, "")}` : `${indexField}:${quoteText(name)}`,
  );
  return `(${filters.join(" OR ")})`;
}

/** Records are in order of time, either way; sorting by anything else is refused. */
function orderOf(sort: unknown): "asc" | "desc" {
  const first: unknown = Array.isArray(sort) ? sort[0] : sort;
  if (first === undefined || first === "_score") return "desc";
  const [field, how] = typeof first === "string" ? first.split(":") : (Object.entries(first as object)[0] ?? []);
  const order: unknown = typeof how === "object" && how !== null ? (how as { order?: unknown }).order : how;
  if (field === "@timestamp" || field === "time" || field === "_doc") return order === "asc" ? "asc" : "desc";
  throw new ServerError("CW_SERVER_BODY_INVALID", {
    reason: `sorting by ${field} is not possible`,
    hint: "sort by @timestamp",
  });
}
