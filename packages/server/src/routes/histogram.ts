import { z } from "zod";
import type { HistogramResponse } from "../api/histogram.js";
import { histogramBucketsMax } from "../limits.js";
import { countParameter, queryParameter, rangeShape, readQueryString, toRange } from "../parameters.js";
import { runQuery } from "../queries/run-query.js";
import type { Route } from "../services.js";

const shape = {
  query: queryParameter,
  ...rangeShape,
  by: z.string().max(256).optional(),
  buckets: countParameter(1, histogramBucketsMax),
};

/** `GET /api/v1/histogram`: counts per interval, split by a field. */
export const histogramRoute: Route = (app, services) => {
  app.get("/api/v1/histogram", async (context) => {
    const { query, from, to, by, buckets } = readQueryString(context.req.url, shape);
    const request = {
      query,
      ...toRange(from, to),
      ...(by !== undefined && by !== "" && { by }),
      ...(buckets !== undefined && { buckets }),
    };
    const asked = { kind: "histogram", query };
    const histogram = await runQuery(context, services, asked, (store, signal) => store.histogram(request, signal));
    return context.json(histogram satisfies HistogramResponse);
  });
};
