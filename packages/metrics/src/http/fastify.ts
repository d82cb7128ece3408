import type { IncomingMessage, ServerResponse } from "node:http";
import { type Exchange, HttpMetrics, type HttpMetricsOptions } from "./http-metrics.js";

interface FastifyRequest {
  raw: IncomingMessage;
  routeOptions?: { url?: string | undefined };
  is404?: boolean;
}

interface FastifyReply {
  raw: ServerResponse;
}

type Done = (error?: Error) => void;

interface FastifyInstance {
  addHook(name: "onRequest", hook: (request: FastifyRequest, reply: FastifyReply, done: Done) => void): unknown;
  addHook(
    name: "onError",
    hook: (request: FastifyRequest, reply: FastifyReply, error: Error, done: Done) => void,
  ): unknown;
}

/** A Fastify plugin, and the options it is registered with. */
export type FastifyMetricsPlugin = (instance: FastifyInstance, options: HttpMetricsOptions, done: Done) => void;

/** Counts, measures and logs the requests of a Fastify application: `await app.register(fastifyMetrics, options)`. */
export const fastifyMetrics: FastifyMetricsPlugin = Object.assign(
  (instance: FastifyInstance, options: HttpMetricsOptions, done: Done): void => {
    const metrics = new HttpMetrics(options);
    const exchanges = new WeakMap<IncomingMessage, Exchange>();
    instance.addHook("onRequest", (request, reply, next) => {
      const exchange = metrics.begin(request.raw, reply.raw, () =>
        request.is404 === true ? undefined : request.routeOptions?.url,
      );
      if (exchange !== undefined) exchanges.set(request.raw, exchange);
      metrics.within(exchange, next);
    });
    instance.addHook("onError", (request, _reply, error, next) => {
      exchanges.get(request.raw)?.failed(error);
      next();
    });
    done();
  },
  // What fastify-plugin does: the hooks are for the whole application, not for this plugin alone.
  { [Symbol.for("skip-override")]: true, [Symbol.for("fastify.display-name")]: "cordwood-metrics" },
);
