import type { Pattern, PatternsResponse } from "../api/patterns.js";
import { patternsMax } from "../limits.js";
import { countParameter, queryParameter, rangeShape, readQueryString, toRange } from "../parameters.js";
import { runQuery } from "../queries/run-query.js";
import type { Route } from "../services.js";

const shape = { query: queryParameter, ...rangeShape, limit: countParameter(1, patternsMax) };

/** `GET /api/v1/patterns`: the templates of the messages that a query selects, with counts. */
export const patternsRoute: Route = (app, services) => {
  app.get("/api/v1/patterns", async (context) => {
    const { query, from, to, limit = 50 } = readQueryString(context.req.url, shape);
    const request = { query: `${query} | patterns ${limit}`, ...toRange(from, to) };
    const asked = { kind: "patterns", query };
    const result = await runQuery(context, services, asked, (store, signal) => store.search(request, signal));
    const patterns = result.kind === "table" ? result.rows.map((row) => toPattern(result.columns, row)) : [];
    return context.json({ patterns, stats: result.stats } satisfies PatternsResponse);
  });
};

function toPattern(columns: readonly { name: string }[], row: readonly unknown[]): Pattern {
  const value = (name: string): unknown => row[columns.findIndex((column) => column.name === name)];
  return {
    template: String(value("template")),
    count: Number(value("count")),
    share: Number(value("share")),
    query: String(value("query")),
  };
}
