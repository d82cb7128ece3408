import type { FieldsResponse } from "../api/fields.js";
import { queryParameter, rangeShape, readQueryString, toRange } from "../parameters.js";
import type { Route } from "../services.js";

const shape = { query: queryParameter, ...rangeShape };

/** `GET /api/v1/fields`: the fields that occur in what a query selects. */
export const fieldsRoute: Route = (app, services) => {
  app.get("/api/v1/fields", async (context) => {
    const { query, from, to } = readQueryString(context.req.url, shape);
    const { store } = services.backend();
    const { signal } = context.req.raw;
    const fields = await services.queries.run(() => store.fields({ query, ...toRange(from, to) }, signal), signal);
    return context.json({ fields } satisfies FieldsResponse);
  });
};
