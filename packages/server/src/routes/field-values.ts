import type { FieldValuesResponse } from "../api/fields.js";
import { fieldValuesMax } from "../limits.js";
import { countParameter, queryParameter, rangeShape, readQueryString, toRange } from "../parameters.js";
import { runQuery } from "../queries/run-query.js";
import type { Route } from "../services.js";

const shape = { query: queryParameter, ...rangeShape, limit: countParameter(1, fieldValuesMax) };

/** `GET /api/v1/fields/NAME/values`: a field's most frequent values. */
export const fieldValuesRoute: Route = (app, services) => {
  app.get("/api/v1/fields/:name/values", async (context) => {
    const { query, from, to, limit } = readQueryString(context.req.url, shape);
    const field = context.req.param("name");
    const request = { query, field, ...toRange(from, to), ...(limit !== undefined && { limit }) };
    const asked = { kind: "values", query };
    const answer = await runQuery(context, services, asked, (store, signal) => store.values(request, signal));
    return context.json({ field, ...answer } satisfies FieldValuesResponse);
  });
};
