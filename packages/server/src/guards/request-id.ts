import { randomUUID } from "node:crypto";
import type { App } from "../services.js";

/** What a proxy may hand on as an id: short and harmless in a log line. */
const usable = /^[\w.:-]{8,64}$/;

/** Gives every request an id, or keeps the one a proxy gave it, and answers it as `x-request-id`. */
export function requestId(app: App): void {
  app.use(async (context, next) => {
    const given = context.req.header("x-request-id") ?? "";
    const id = usable.test(given) ? given : randomUUID();
    context.set("requestId", id);
    await next();
    context.res.headers.set("x-request-id", id);
  });
}
