import { z } from "zod";
import { ServerError } from "../errors.js";
import { tailsMax } from "../limits.js";
import { queryParameter, readQueryString } from "../parameters.js";
import type { RequestContext, Route, Services } from "../services.js";
import { readEventId } from "../tail/event-id.js";
import { eventStream } from "../tail/event-stream.js";

/** `last_event_id` is for readers that cannot set the header. */
const shape = { query: queryParameter, last_event_id: z.string().max(256).optional() };

/** `GET /api/v1/tail`: server-sent events with the records that match a query, as they become searchable. */
export const tailRoute: Route = (app, services) => {
  let open = 0;
  app.get("/api/v1/tail", async (context) => {
    const parameters = readQueryString(context.req.url, shape);
    if (open >= tailsMax) throw new ServerError("CW_SERVER_BUSY", { reason: `${open} live tails are open already` });
    const position = readEventId(context.req.header("last-event-id") ?? parameters.last_event_id ?? "");
    const { store } = services.backend();
    const stop = stopWith(context, services);
    const batches = store.tail({ query: parameters.query, ...(position && { after: position.id }) }, stop.signal);
    open++;
    services.metrics.tails.set(open);
    const body = eventStream({
      batches,
      stop,
      requestId: context.get("requestId"),
      onDropped: (count) => services.metrics.tailDroppedRecords.inc(count),
      onEnd: () => services.metrics.tails.set(--open),
    });
    return context.body(body, 200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
  });
};

/** Ends with the client's connection and with the server. */
function stopWith(context: RequestContext, services: Services): AbortController {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  context.req.raw.signal.addEventListener("abort", end, { once: true });
  services.closing.addEventListener("abort", end, { once: true, signal: stop.signal });
  if (services.closing.aborted) end();
  return stop;
}
