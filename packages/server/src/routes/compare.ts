import type { CompareRequest, TimeRange } from "@cordwood/store";
import { z } from "zod";
import type { CompareResponse } from "../api/compare.js";
import { readJson } from "../body/read-json.js";
import { ServerError } from "../errors.js";
import { differencesMax } from "../limits.js";
import {
  countParameter,
  queryParameter,
  rangeShape,
  readParameters,
  readQueryString,
  timeParameter,
  toRange,
} from "../parameters.js";
import { runQuery } from "../queries/run-query.js";
import type { RequestContext, Route, Services } from "../services.js";

const shape = {
  query: queryParameter,
  ...rangeShape,
  baseline_query: z.string().optional(),
  baseline_from: timeParameter,
  baseline_to: timeParameter,
  limit: countParameter(1, differencesMax),
};
type Parameters = z.output<z.ZodObject<typeof shape>>;

/** `GET|POST /api/v1/compare`: what differs between two ranges of time, or two queries. */
export const compareRoute: Route = (app, services) => {
  app.get("/api/v1/compare", (context) => compare(context, services, readQueryString(context.req.url, shape)));
  app.post("/api/v1/compare", async (context) =>
    compare(context, services, readParameters(await readJson(context, services), shape)),
  );
};

async function compare(context: RequestContext, services: Services, parameters: Parameters): Promise<Response> {
  const request = toCompareRequest(parameters);
  const asked = { kind: "compare", query: request.query };
  const comparison = await runQuery(context, services, asked, (store, signal) => store.compare(request, signal));
  return context.json(comparison satisfies CompareResponse);
}

function toCompareRequest(parameters: Parameters): CompareRequest {
  const { query, from, to, baseline_query: other, baseline_from: start, baseline_to: end, limit } = parameters;
  const given = start !== undefined || end !== undefined;
  const baseline = given ? toRange(start, end) : other === undefined ? before(from, to) : {};
  return {
    query,
    ...toRange(from, to),
    baseline: { ...(other !== undefined && { query: other.trim() === "" ? "*" : other }), ...baseline },
    ...(limit !== undefined && { limit }),
  };
}

/** The span before, of the same length. */
function before(from: bigint | undefined, to: bigint | undefined): { range: TimeRange } {
  if (from === undefined)
    throw new ServerError("CW_SERVER_PARAMETER_INVALID", {
      name: "baseline_query",
      reason: "there is nothing to compare with",
      hint: "give baseline_query, baseline_from and baseline_to, or from and to, which are compared with the time before",
    });
  const end = to ?? BigInt(Date.now()) * 1_000_000n;
  return { range: { from: from - (end - from), to: from } };
}
