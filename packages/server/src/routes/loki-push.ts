import { decodeLokiJson, decodeLokiProtobuf } from "@cordwood/collector/decoders";
import { type BodyDecoder, ingestDecoded } from "../body/ingest-decoded.js";
import { ServerError } from "../errors.js";
import type { Route } from "../services.js";

/**
 * `POST /loki/api/v1/push`: Promtail, Alloy, Fluent Bit, Docker's Loki driver. Answers 204 once the lines are
 * durable, and 400 as Loki does when some were refused; the others are stored all the same. Lines without a level are
 * read as lines of a file are; `?parse=none` leaves them as they came.
 */
export const lokiPushRoute: Route = (app, services) => {
  app.post("/loki/api/v1/push", async (context) => {
    const decode = decoderOf(context.req.header("content-type") ?? "");
    const defaults = { parseMessages: context.req.query("parse") !== "none" };
    const { accepted, rejected } = await ingestDecoded(context, services, decode, ["snappy"], defaults);
    const [first] = rejected;
    if (first === undefined) return context.body(null, 204);
    throw new ServerError("CW_SERVER_BODY_INVALID", {
      reason: `${rejected.length} of ${accepted + rejected.length} lines were refused; the first: ${first.reason}`,
      hint: "the others are stored",
    });
  });
};

/** Loki takes JSON by its content type, and protobuf in Snappy for everything else. */
function decoderOf(contentType: string): BodyDecoder {
  if (/^application\/json\s*(?:;|$)/i.test(contentType)) return decodeLokiJson;
  if (contentType === "" || /^application\/x-protobuf\s*(?:;|$)/i.test(contentType)) return decodeLokiProtobuf;
  throw new ServerError("CW_SERVER_MEDIA_TYPE", {
    type: contentType.slice(0, 64),
    hint: "use application/x-protobuf or application/json",
  });
}
