import { indexField } from "../../elastic/bulk-body.js";
import { elasticJson, elasticRoute } from "../../elastic/elastic-answer.js";
import { runQuery } from "../../queries/run-query.js";
import type { RequestContext, Route, Services } from "../../services.js";

/** Indices that are listed at most, the ones with the most documents. */
const indicesMax = 1000;

/** `GET /elastic/_cat/indices`: the index names that documents came with and how many each has, as text or with `format=json`. */
export const elasticIndicesRoute: Route = (app, services) => {
  app.get("/elastic/_cat/indices", async (context) =>
    elasticRoute(context, services, async () => indices(context, services)),
  );
};

async function indices(context: RequestContext, services: Services): Promise<Response> {
  const { values } = await runQuery(context, services, { kind: "elastic", query: "*" }, (store, signal) =>
    store.values({ query: "*", field: indexField, limit: indicesMax }, signal),
  );
  const rows = values
    .filter(({ value }) => value !== "")
    .map(({ value, count }) => ({ health: "green", status: "open", index: value, "docs.count": String(count) }));
  if (context.req.query("format") === "json") return elasticJson(context, rows);
  const lines = rows.map((row) => `${Object.values(row).join(" ")}\n`).join("");
  return context.text(lines, 200, { "x-elastic-product": "Elasticsearch" });
}
