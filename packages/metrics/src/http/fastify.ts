import type { IncomingMessage, ServerResponse } from "node:http";
import { exchangeOf, HttpMetrics, type HttpMetricsOptions } from "./http-metrics.js";

interface FastifyRequest {
  raw: IncomingMessage;
  routeOptions?: { url?: string | undefined };
  is404?: boolean;
}

interface FastifyReply {
  raw: ServerResponse;
  request: FastifyRequest;
  header(name: string, value: string): unknown;
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

const framework = {
  routeOf: ({ request }: FastifyReply): string | undefined =>
    request.is404 === true ? undefined : request.routeOptions?.url,
  // Headers set at node:http make it set all of Fastify's one by one.
  setHeader: (reply: FastifyReply, name: string, value: string): void => void reply.header(name, value),
};

/** Counts, measures and logs the requests of a Fastify application: `await app.register(fastifyMetrics, options)`. */
export const fastifyMetrics: FastifyMetricsPlugin = Object.assign(
  (instance: FastifyInstance, options: HttpMetricsOptions, done: Done): void => {
    const metrics = new HttpMetrics<FastifyReply>(framework, options);
    instance.addHook("onRequest", (request, reply, next) => {
      metrics.within(metrics.begin(request.raw, reply.raw, reply), next);
    });
    instance.addHook("onError", (_request, reply, error, next) => {
      exchangeOf(reply.raw)?.failed(error);
      next();
    });
    done();
  },
  // What fastify-plugin does: the hooks are for the whole application, not for this plugin alone.
  { [Symbol.for("skip-override")]: true, [Symbol.for("fastify.display-name")]: "cordwood-metrics" },
);
