import { decodeOtlpLogsJson, decodeOtlpLogsProtobuf } from "@cordwood/collector/decoders";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ingestDecoded } from "../body/ingest-decoded.js";
import { errorAnswer } from "../error-answer.js";
import { ServerError } from "../errors.js";
import { exportResponse, statusResponse } from "../otlp-answer.js";
import type { RequestContext, Route, Services } from "../services.js";

const protobufType = "application/x-protobuf";

/** `POST /v1/logs`: OTLP/HTTP in protobuf or JSON, from SDKs and the OpenTelemetry Collector. */
export const otlpLogsRoute: Route = (app, services) => {
  app.post("/v1/logs", async (context) => {
    try {
      return await take(context, services);
    } catch (error) {
      return refuse(error, context, services);
    }
  });
};

type Encoding = "json" | "protobuf";

function encodingOf(context: RequestContext): Encoding | undefined {
  const type = (context.req.header("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase();
  return type === protobufType ? "protobuf" : type === "application/json" ? "json" : undefined;
}

async function take(context: RequestContext, services: Services): Promise<Response> {
  const encoding = encodingOf(context);
  if (encoding === undefined)
    throw new ServerError("CW_SERVER_MEDIA_TYPE", {
      type: (context.req.header("content-type") ?? "(none)").slice(0, 64),
      hint: `use ${protobufType} or application/json`,
    });
  const decode = encoding === "json" ? decodeOtlpLogsJson : decodeOtlpLogsProtobuf;
  const { rejected } = await ingestDecoded(context, services, decode);
  return answer(context, exportResponse(rejected.length, rejected[0]?.reason ?? ""), 200);
}

function refuse(error: unknown, context: RequestContext, services: Services): Response {
  const { status, headers, body, unexpected } = errorAnswer(error, context.get("requestId"));
  if (unexpected) services.logger.error(`request ${context.get("requestId")} failed`, error);
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
  const { code, message, hint } = body.error;
  const text = `${code}: ${message}${hint === "" ? "" : ` (${hint})`}`;
  return answer(context, statusResponse(text), status as ContentfulStatusCode);
}

function answer(
  context: RequestContext,
  body: { json: object; protobuf: Buffer },
  status: ContentfulStatusCode,
): Response {
  if (encodingOf(context) !== "protobuf") return context.json(body.json, status);
  return context.body(new Uint8Array(body.protobuf), status, { "content-type": protobufType });
}
