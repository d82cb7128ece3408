import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fields } from "@cordwood/logging";

/** One request on its way. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Fields that every record logged while the request is handled carries: `request_id`, `trace_id`, `span_id`. */
  readonly context: Fields;
  /** When it began, in milliseconds of `performance.now()`. */
  readonly startedMs: number = performance.now();
  /** How long it took; 0 until it has ended. */
  seconds = 0;
  /** Bytes on the wire; 0 until it has ended. */
  received = 0;
  sent = 0;
  /** What the handler threw first. */
  failure: unknown = undefined;

  constructor(request: IncomingMessage, response: ServerResponse, context: Fields) {
    this.request = request;
    this.response = response;
    this.context = context;
  }

  /** Tells of an error that the handler threw; its stack goes into the access record, once. */
  failed(error: unknown): void {
    this.failure ??= error ?? new Error("failed without a reason");
  }

  /** The request's method; what is none of HTTP's counts as `other`. */
  get method(): string {
    const { method = "" } = this.request;
    return knownMethods.has(method) ? method : "other";
  }

  /** The answer's status; 499, as nginx has it, when the client went away before it was complete. */
  get code(): number {
    return this.response.writableFinished ? this.response.statusCode : 499;
  }
}

const knownMethods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "CONNECT",
  "TRACE",
  "QUERY",
]);

/** The path that was asked for, without the query. Express and Connect rewrite `url` while they route and keep the original. */
export function pathOf(request: IncomingMessage & { originalUrl?: unknown }): string {
  const { originalUrl } = request;
  const url = typeof originalUrl === "string" ? originalUrl : (request.url ?? "");
  const end = url.indexOf("?");
  return end < 0 ? url : url.slice(0, end);
}
