import { z } from "zod";
import type { ContextResponse } from "../api/context.js";
import { contextRowsMax } from "../limits.js";
import { countParameter, readQueryString } from "../parameters.js";
import { runQuery } from "../queries/run-query.js";
import type { Route } from "../services.js";

const shape = {
  id: z.string().min(1).max(256),
  before: countParameter(0, contextRowsMax),
  after: countParameter(0, contextRowsMax),
};

/** `GET /api/v1/context`: the records around one, in the same stream. */
export const contextRoute: Route = (app, services) => {
  app.get("/api/v1/context", async (context) => {
    const { id, before, after } = readQueryString(context.req.url, shape);
    const request = { id, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
    const asked = { kind: "context", query: "" };
    const around = await runQuery(context, services, asked, (store, signal) => store.context(request, signal));
    return context.json(around satisfies ContextResponse);
  });
};
