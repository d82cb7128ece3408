import { elasticJson, elasticRoute } from "../../elastic/elastic-answer.js";
import { readBulk } from "../../elastic/bulk-body.js";
import { argumentError } from "../../elastic/elastic-error.js";
import { countIngested } from "../../body/ingest-counts.js";
import { readBody } from "../../body/read-body.js";
import { bodyBytesMax } from "../../limits.js";
import type { RequestContext, Route, Services } from "../../services.js";

/** `POST /elastic/INDEX/_doc`: one document, as clients' `index` sends it; answers once it is durable. */
export const elasticDocumentRoute: Route = (app, services) => {
  app.post("/elastic/:index/_doc", async (context) =>
    elasticRoute(context, services, async () => document(context, services)),
  );
};

async function document(context: RequestContext, services: Services): Promise<Response> {
  const { ingest } = services.backend();
  return services.bodies.share(async (share) => {
    const body = await readBody(context.env.incoming, { bytesMax: bodyBytesMax, share });
    const index = context.req.param("index") ?? "";
    // A document may span lines here, and may not in `_bulk`.
    const line = body.toString("utf8").replaceAll(/[\r\n]+/g, " ");
    const [action] = readBulk(`{"create":{}}\n${line}\n`, index);
    if (action?.document === undefined) throw argumentError(action?.mistake ?? "expected a document as JSON");
    const { accepted, rejected } = await ingest.ingestRecords([action.document], {});
    countIngested(services, "/elastic/_doc", { accepted, rejected }, body.length);
    const [refused] = rejected;
    if (refused) throw argumentError(refused.reason);
    const shards = { total: 1, successful: 1, failed: 0 };
    const answer = { _index: index, _id: "cw-0", _version: 1, result: "created", _shards: shards };
    return elasticJson(context, answer, 201);
  });
}
