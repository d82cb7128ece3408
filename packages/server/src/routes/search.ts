import type { SearchRequest, SearchResult } from "@cordwood/store";
import { z } from "zod";
import type { SearchResponse } from "../api/search.js";
import { readJson } from "../body/read-json.js";
import { searchRowsMax } from "../limits.js";
import {
  countParameter,
  namesParameter,
  queryParameter,
  rangeShape,
  readParameters,
  readQueryString,
  toRange,
} from "../parameters.js";
import { runQuery } from "../queries/run-query.js";
import type { RequestContext, Route, Services } from "../services.js";

const shape = {
  query: queryParameter,
  ...rangeShape,
  limit: countParameter(1, searchRowsMax),
  cursor: z.string().max(1024).optional(),
  order: z.enum(["asc", "desc"]).optional(),
  fields: namesParameter,
};
type Parameters = z.output<z.ZodObject<typeof shape>>;

/** `GET|POST /api/v1/search`: a page of records, or a table where the query has stages that make one. */
export const searchRoute: Route = (app, services) => {
  app.get("/api/v1/search", (context) => search(context, services, readQueryString(context.req.url, shape)));
  app.post("/api/v1/search", async (context) =>
    search(context, services, readParameters(await readJson(context, services), shape)),
  );
};

async function search(context: RequestContext, services: Services, parameters: Parameters): Promise<Response> {
  const request = toSearchRequest(parameters);
  const asked = { kind: "search", query: request.query };
  const result = await runQuery(context, services, asked, (store, signal) => store.search(request, signal));
  return context.json(toResponse(result));
}

/** Empty and absent parameters leave the store's defaults. */
function toSearchRequest({ query, from, to, limit, cursor, order, fields }: Parameters): SearchRequest {
  return {
    query,
    ...toRange(from, to),
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && cursor !== "" && { cursor }),
    ...(order !== undefined && { order }),
    ...(fields !== undefined && fields.length > 0 && { fields }),
  };
}

function toResponse(result: SearchResult): SearchResponse {
  const { kind: _kind, ...response } = result;
  return response;
}
