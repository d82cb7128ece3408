import { readText } from "../../body/read-json.js";
import { elasticError, elasticJson, elasticRoute } from "../../elastic/elastic-answer.js";
import { runSearch } from "../../elastic/run-search.js";
import { parseSearchBody, readSearch } from "../../elastic/search-body.js";
import { ServerError } from "../../errors.js";
import { multiSearchesMax } from "../../limits.js";
import type { RequestContext, Route, Services } from "../../services.js";

/** `GET|POST /elastic/_msearch`: several searches in one request; one that fails does not fail the others. */
export const elasticMultiSearchRoute: Route = (app, services) => {
  for (const path of ["/elastic/_msearch", "/elastic/:index/_msearch"])
    app.on(["GET", "POST"], path, async (context) =>
      elasticRoute(context, services, async () => multiSearch(context, services)),
    );
};

async function multiSearch(context: RequestContext, services: Services): Promise<Response> {
  const started = performance.now();
  const lines = (await readText(context, services)).split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length % 2 !== 0 || lines.length > 2 * multiSearchesMax)
    throw new ServerError("CW_SERVER_BODY_INVALID", {
      reason: `expected up to ${multiSearchesMax} pairs of header and search, got ${lines.length} lines`,
      hint: "",
    });
  const responses: object[] = [];
  for (let at = 0; at < lines.length; at += 2)
    responses.push(await one(context, services, lines[at] ?? "", lines[at + 1] ?? ""));
  return elasticJson(context, { took: Math.round(performance.now() - started), responses });
}

async function one(context: RequestContext, services: Services, header: string, body: string): Promise<object> {
  try {
    const { index } = parseSearchBody(header) as { index?: string | string[] };
    const named = Array.isArray(index) ? index.join(",") : index;
    const asked = readSearch(named ?? context.req.param("index"), parseSearchBody(body));
    return { ...(await runSearch(context, services, asked)), status: 200 };
  } catch (thrown) {
    return elasticError(context, services, thrown).body;
  }
}
