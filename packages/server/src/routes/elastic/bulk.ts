import { readBulk, type BulkAction } from "../../elastic/bulk-body.js";
import { elasticJson, elasticRoute } from "../../elastic/elastic-answer.js";
import { countIngested } from "../../body/ingest-counts.js";
import { readBody } from "../../body/read-body.js";
import { bodyBytesMax } from "../../limits.js";
import type { RequestContext, Route, Services } from "../../services.js";

/** `POST|PUT /elastic/_bulk` and `/elastic/INDEX/_bulk`: answers once the documents are durable. */
export const elasticBulkRoute: Route = (app, services) => {
  for (const path of ["/elastic/_bulk", "/elastic/:index/_bulk"])
    app.on(["POST", "PUT"], path, async (context) =>
      elasticRoute(context, services, async () => bulk(context, services)),
    );
};

async function bulk(context: RequestContext, services: Services): Promise<Response> {
  const started = performance.now();
  const { ingest } = services.backend();
  return services.bodies.share(async (share) => {
    const body = await readBody(context.env.incoming, { bytesMax: bodyBytesMax, share });
    const actions = readBulk(body.toString("utf8"), context.req.param("index") ?? "");
    const sent = actions.filter((action) => action.document !== undefined);
    const { accepted, rejected } = await ingest.ingestRecords(
      sent.map((action) => action.document ?? {}),
      {},
    );
    for (const { line, reason } of rejected) {
      const action = sent[line - 1];
      if (action) action.mistake = reason;
    }
    countIngested(services, "/elastic/_bulk", { accepted, rejected }, body.length);
    const items = actions.map((action, position) => ({ [action.action]: item(action, position) }));
    const errors = actions.some((action) => action.mistake !== undefined);
    return elasticJson(context, { took: Math.round(performance.now() - started), errors, items });
  });
}

function item(action: BulkAction, position: number): object {
  const named = { _index: action.index === "" ? "cordwood" : action.index, _id: action.id ?? `cw-${position}` };
  if (action.mistake !== undefined)
    return { ...named, status: 400, error: { type: "document_parsing_exception", reason: action.mistake } };
  return { ...named, _version: 1, result: "created", _shards: { total: 1, successful: 1, failed: 0 }, status: 201 };
}
