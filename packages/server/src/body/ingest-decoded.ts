import type { IngestDefaults, IngestResult } from "@cordwood/collector";
import { bodyBytesMax } from "../limits.js";
import type { RequestContext, Services } from "../services.js";
import { countIngested } from "./ingest-counts.js";
import { readBody } from "./read-body.js";

/** Turns a body into records for ingestion. */
export type BodyDecoder = (body: Uint8Array) => Record<string, unknown>[];

/**
 * Reads a body, decodes it and resolves once its records are durable.
 *
 * @param undecoded content encodings that the decoder itself takes off (Loki's Snappy)
 * @param defaults what holds for all records of the body
 */
export async function ingestDecoded(
  context: RequestContext,
  services: Services,
  decode: BodyDecoder,
  undecoded: readonly string[] = [],
  defaults: IngestDefaults = {},
): Promise<IngestResult> {
  const { ingest } = services.backend();
  return services.bodies.share(async (share) => {
    const body = await readBody(context.env.incoming, { bytesMax: bodyBytesMax, share, undecoded });
    const result = await ingest.ingestRecords(decode(body), defaults);
    countIngested(services, context.req.path, result, body.length);
    return result;
  });
}
