import type { IngestDefaults } from "@cordwood/collector";
import { z } from "zod";
import type { IngestResponse } from "../api/ingest.js";
import { countIngested } from "../body/ingest-counts.js";
import { ingestFormat } from "../body/ingest-format.js";
import { readBody } from "../body/read-body.js";
import { bodyBytesMax, rejectionsMax } from "../limits.js";
import { readQueryString } from "../parameters.js";
import type { RequestContext, Route, Services } from "../services.js";

const nameParameter = z.string().max(256).optional();
const shape = { service: nameParameter, dataset: nameParameter, host: nameParameter, format: nameParameter };

/** `POST /api/v1/ingest`: takes records and answers once they are durable. */
export const ingestRoute: Route = (app, services) => {
  app.post("/api/v1/ingest", async (context) => {
    const { format, ...named } = readQueryString(context.req.url, shape);
    const defaults = Object.fromEntries(
      Object.entries(named).filter(([, value]) => value !== undefined && value !== ""),
    );
    return context.json(await take(context, services, format, defaults));
  });
};

async function take(
  context: RequestContext,
  services: Services,
  format: string | undefined,
  defaults: IngestDefaults,
): Promise<IngestResponse> {
  const { ingest } = services.backend();
  return services.bodies.share(async (share) => {
    const body = await readBody(context.env.incoming, { bytesMax: bodyBytesMax, share });
    const layout = ingestFormat(format, context.req.header("content-type"), body);
    const result = await ingest.ingest(body, layout, defaults);
    countIngested(services, "/api/v1/ingest", result, body.length);
    return { accepted: result.accepted, rejected: result.rejected.slice(0, rejectionsMax) };
  });
}
