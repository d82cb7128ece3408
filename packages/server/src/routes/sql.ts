import { z } from "zod";
import type { SqlResponse } from "../api/sql.js";
import { readJson, readText } from "../body/read-json.js";
import { readParameters } from "../parameters.js";
import { runQuery } from "../queries/run-query.js";
import type { RequestContext, Route, Services } from "../services.js";

const shape = { sql: z.string().min(1) };

/** `POST /api/v1/sql`: read-only SQL over the records; the store bounds its time, memory and rows. */
export const sqlRoute: Route = (app, services) => {
  app.post("/api/v1/sql", async (context) => {
    const statement = await readStatement(context, services);
    const asked = { kind: "sql", query: statement };
    const result = await runQuery(context, services, asked, (store, signal) => store.sql(statement, signal));
    return context.json(result satisfies SqlResponse);
  });
};

async function readStatement(context: RequestContext, services: Services): Promise<string> {
  const plain = /^(?:text\/plain|application\/sql)\s*(?:;|$)/i.test(context.req.header("content-type") ?? "");
  const given = plain ? { sql: await readText(context, services) } : await readJson(context, services);
  return readParameters(given, shape).sql;
}
