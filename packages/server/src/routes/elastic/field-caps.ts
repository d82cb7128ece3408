import { elasticJson, elasticRoute } from "../../elastic/elastic-answer.js";
import { ecsName } from "../../elastic/field-name.js";
import { indexFilter } from "../../elastic/search-body.js";
import { nameMatcher } from "../../elastic/source-filter.js";
import { runQuery } from "../../queries/run-query.js";
import type { RequestContext, Route, Services } from "../../services.js";

const types = { string: "keyword", number: "double", boolean: "boolean", time: "date" } as const;

/** `GET|POST /elastic/_field_caps`: the fields that occur, with types, as dashboards ask for them. */
export const elasticFieldCapsRoute: Route = (app, services) => {
  for (const path of ["/elastic/_field_caps", "/elastic/:index/_field_caps"])
    app.on(["GET", "POST"], path, async (context) =>
      elasticRoute(context, services, async () => fieldCaps(context, services)),
    );
};

async function fieldCaps(context: RequestContext, services: Services): Promise<Response> {
  const patterns = new URL(context.req.url).searchParams.get("fields") ?? "*";
  const matchers = patterns.split(",").map(nameMatcher);
  const wanted = (name: string): boolean => matchers.some((matches) => matches(name));
  const fields: Record<string, object> = {};
  for (const [named, kind] of await elasticFields(context, services)) {
    const capability = { type: kind, metadata_field: false, searchable: true, aggregatable: kind !== "text" };
    if (wanted(named)) fields[named] = { [kind]: capability };
  }
  return elasticJson(context, { indices: ["cordwood"], fields });
}

/** The fields of an index's records with their types, by the names that Elasticsearch's clients use. */
export async function elasticFields(context: RequestContext, services: Services): Promise<Map<string, string>> {
  const query = indexFilter(context.req.param("index"));
  const { fields: found } = await runQuery(context, services, { kind: "elastic", query }, (store, signal) =>
    store.fields({ query }, signal),
  );
  const fields = new Map([
    ["@timestamp", "date"],
    ["message", "text"],
  ]);
  for (const { name, type } of found) {
    const named = ecsName(name);
    if (!fields.has(named)) fields.set(named, types[type]);
  }
  return fields;
}
