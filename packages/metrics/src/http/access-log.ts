import type { IncomingMessage, ServerResponse } from "node:http";
import { ERROR, type Fields, INFO, type Logger } from "@cordwood/logging";
import { type Exchange, pathOf } from "./exchange.js";
import type { Series } from "./series.js";

/** Further fields of an access record. */
export type AccessFields = (request: IncomingMessage, response: ServerResponse) => Fields;

/** Writes one record per request. What the records of a series have in common is a child logger's, so that it is serialised once. */
export class AccessLog {
  readonly #logger: Logger;
  readonly #fields: AccessFields | undefined;
  readonly #bySeries = new WeakMap<Series, Logger>();

  constructor(logger: Logger, fields: AccessFields | undefined) {
    this.#logger = logger;
    this.#fields = fields;
  }

  /** INFO, or ERROR from 500 on and where the handler threw. */
  write(exchange: Exchange, series: Series): void {
    const { failure } = exchange;
    if (failure === undefined && Number(series.labels.code) < 500) this.#write(INFO, exchange, series);
    else if (failure === undefined) this.#write(ERROR, exchange, series);
    else this.#writeFailure(exchange, series, failure);
  }

  #write(level: number, exchange: Exchange, series: Series): void {
    const logger = this.#loggerOf(series);
    // Fields before the message: a route with a % in it is no format then.
    if (logger.passes(level)) logger.log(level, this.#fieldsOf(exchange), series.message);
  }

  #writeFailure(exchange: Exchange, series: Series, failure: unknown): void {
    const fields = { ...this.#fieldsOf(exchange), exc_info: failure };
    this.#loggerOf(series).log(ERROR, "%s", series.message, fields);
  }

  #loggerOf(series: Series): Logger {
    const known = this.#bySeries.get(series);
    if (known !== undefined) return known;
    const made = this.#logger.child(series.labels);
    this.#bySeries.set(series, made);
    return made;
  }

  #fieldsOf(exchange: Exchange): Fields {
    const { context } = exchange;
    const own: Record<string, unknown> = {
      path: pathOf(exchange.request),
      duration_ms: Math.round(exchange.seconds * 1e6) / 1000,
      request_bytes: exchange.received,
      response_bytes: exchange.sent,
    };
    if (context["request_id"] !== undefined) own["request_id"] = context["request_id"];
    if (context["trace_id"] !== undefined) {
      own["trace_id"] = context["trace_id"];
      own["span_id"] = context["span_id"];
    }
    return this.#fields === undefined ? own : { ...own, ...this.#fields(exchange.request, exchange.response) };
  }
}
