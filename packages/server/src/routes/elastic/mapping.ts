import { elasticJson, elasticRoute } from "../../elastic/elastic-answer.js";
import type { RequestContext, Route, Services } from "../../services.js";
import { elasticFields } from "./field-caps.js";

/** `GET /elastic/_mapping` and `/elastic/INDEX/_mapping`: the fields that occur, as Grafana's query editor asks for them; names with dots are not nested. */
export const elasticMappingRoute: Route = (app, services) => {
  for (const path of ["/elastic/_mapping", "/elastic/:index/_mapping"])
    app.get(path, async (context) => elasticRoute(context, services, async () => mapping(context, services)));
};

async function mapping(context: RequestContext, services: Services): Promise<Response> {
  const fields = await elasticFields(context, services);
  const properties = Object.fromEntries([...fields].map(([name, type]) => [name, { type }]));
  const asked = context.req.param("index") ?? "*";
  const named = /[*,]|^_all$/.test(asked) ? "cordwood" : asked;
  return elasticJson(context, { [named]: { mappings: { properties } } });
}
