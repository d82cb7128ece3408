import { elasticJson, elasticRoute } from "../../elastic/elastic-answer.js";
import { ecsName } from "../../elastic/field-name.js";
import { indexFilter } from "../../elastic/search-body.js";
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
  const wanted = matcher(new URL(context.req.url).searchParams.get("fields") ?? "*");
  const { store } = services.backend();
  const { signal } = context.req.raw;
  const query = indexFilter(context.req.param("index"));
  const found = await services.queries.run(() => store.fields({ query }, signal), signal);
  const all = [{ name: "time", type: "time" as const }, { name: "message", type: "string" as const }, ...found];
  const fields: Record<string, object> = {};
  for (const { name, type } of all) {
    const named = ecsName(name);
    const kind = name === "message" ? "text" : types[type];
    const capability = { type: kind, metadata_field: false, searchable: true, aggregatable: false };
    if (wanted(named)) fields[named] ??= { [kind]: capability };
  }
  return elasticJson(context, { indices: ["cordwood"], fields });
}

/** Field names separated by commas, with `*`. */
function matcher(patterns: string): (name: string) => boolean {
  const parts = patterns.split(",").map((pattern) => pattern.trim().split("*"));
  return (name) => parts.some((pieces) => matches(name, pieces));
}

/** Whether the name consists of the pieces in this order, with anything between them. */
function matches(name: string, pieces: readonly string[]): boolean {
  const [first = "", ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const piece of others) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at + last.length <= name.length;
}
