// Answers in the shape of Elasticsearch's REST API, for its clients and shippers.
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { errorAnswer } from "../error-answer.js";
import { ElasticError } from "./elastic-error.js";
import type { RequestContext, Services } from "../services.js";

/** The release whose API is spoken; clients refuse servers that are much older than they are. */
export const elasticVersion = "8.17.0";

/** Official clients since 7.14 talk only to servers that name themselves so. */
const product = { "x-elastic-product": "Elasticsearch" };
const ownType = "application/vnd.elasticsearch+json";

/** Whether a path speaks Elasticsearch, errors included. */
export function isElasticPath(path: string): boolean {
  return path === "/elastic" || path.startsWith("/elastic/");
}

/** An answer as Elasticsearch gives it. */
export function elasticJson(context: RequestContext, body: unknown, status: ContentfulStatusCode = 200): Response {
  const asked = context.req.header("accept")?.includes(ownType) === true;
  const type = asked ? `${ownType};compatible-with=8` : "application/json";
  return context.body(JSON.stringify(body), status, { ...product, "content-type": type });
}

const reasons: Record<number, string> = {
  400: "parsing_exception",
  401: "security_exception",
  403: "security_exception",
  404: "index_not_found_exception",
  429: "es_rejected_execution_exception",
};

/** An error in Elasticsearch's shape, with our code as the reason's start where it is no error of theirs; unexpected ones are logged. */
export function elasticError(
  context: RequestContext,
  services: Services,
  thrown: unknown,
): { status: number; headers: Record<string, string>; body: object } {
  const answer = errorAnswer(thrown, context.get("requestId"));
  if (answer.unexpected) services.logger.error(`request ${context.get("requestId")} failed`, thrown);
  const { code, message, hint } = answer.body.error;
  const own = thrown instanceof ElasticError;
  const type = own ? thrown.type : (reasons[answer.status] ?? "status_exception");
  const reason = own ? message : `${code}: ${message}${hint === "" ? "" : ` (${hint})`}`;
  const error = { root_cause: [{ type, reason }], type, reason };
  return { status: answer.status, headers: answer.headers, body: { error, status: answer.status } };
}

/** Runs a route's work and answers what it throws in Elasticsearch's shape. */
export async function elasticRoute(
  context: RequestContext,
  services: Services,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (thrown) {
    return elasticFailure(context, services, thrown);
  }
}

/** The whole answer to a request that failed. */
export function elasticFailure(context: RequestContext, services: Services, thrown: unknown): Response {
  const { status, headers, body } = elasticError(context, services, thrown);
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
  return elasticJson(context, body, status as ContentfulStatusCode);
}
