import type { IngestBatch, IngestDefaults } from "@cordwood/collector";
import { z } from "zod";
import type { IngestResponse } from "../api/ingest.js";
import { countIngested } from "../body/ingest-counts.js";
import { ingestFormat } from "../body/ingest-format.js";
import { ServerError } from "../errors.js";
import { readBody } from "../body/read-body.js";
import { bodyBytesMax, rejectionsMax } from "../limits.js";
import { readQueryString } from "../parameters.js";
import type { RequestContext, Route, Services } from "../services.js";

const nameParameter = z.string().max(256).optional();
const shape = { service: nameParameter, dataset: nameParameter, host: nameParameter, format: nameParameter };

const batchPattern = /^([\w.-]{1,128}):(\d{1,15})$/;

/**
 * `POST /api/v1/ingest`: takes records and answers once they are durable. With the header
 * `X-Cordwood-Batch: SENDER:SEQUENCE` a batch that is durable already is answered again and not taken twice.
 */
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
  const batch = batchOf(context.req.header("x-cordwood-batch"));
  return services.bodies.share(async (share) => {
    const body = await readBody(context.env.incoming, { bytesMax: bodyBytesMax, share });
    const layout = ingestFormat(format, context.req.header("content-type"), body);
    const result = await ingest.ingest(body, layout, defaults, batch);
    countIngested(services, "/api/v1/ingest", result, body.length);
    return { accepted: result.accepted, rejected: result.rejected.slice(0, rejectionsMax) };
  });
}

function batchOf(header: string | undefined): IngestBatch | undefined {
  if (header === undefined) return undefined;
  const [, sender, sequence] = batchPattern.exec(header) ?? [];
  if (sender !== undefined && sequence !== undefined) return { sender, sequence: Number(sequence) };
  const hint = "send a random name of the sender, a colon and a number that ascends, such as 5f3a9c0b12:17";
  throw new ServerError("CW_SERVER_PARAMETER_INVALID", {
    name: "X-Cordwood-Batch",
    reason: "it has no such form",
    hint,
  });
}
