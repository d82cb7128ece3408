import type { FieldsResponse } from "../api/fields.js";
import { queryParameter, rangeShape, readQueryString, toRange } from "../parameters.js";
import { runQuery } from "../queries/run-query.js";
import type { Route } from "../services.js";

const shape = { query: queryParameter, ...rangeShape };

/** `GET /api/v1/fields`: the fields that occur in what a query selects. */
export const fieldsRoute: Route = (app, services) => {
  app.get("/api/v1/fields", async (context) => {
    const { query, from, to } = readQueryString(context.req.url, shape);
    const request = { query, ...toRange(from, to) };
    const asked = { kind: "fields", query };
    const { fields, ...rest } = await runQuery(context, services, asked, (store, signal) =>
      store.fields(request, signal),
    );
    const approximate = fields.some((field) => field.approximate === true);
    return context.json({ fields, ...(approximate && { approximate }), ...rest } satisfies FieldsResponse);
  });
};
