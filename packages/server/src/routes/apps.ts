import { parseDuration } from "@cordwood/store/query";
import { z } from "zod";
import type { AppsResponse, LevelResponse } from "../api/apps.js";
import { AppRegistry } from "../apps/app-registry.js";
import { appStream } from "../apps/app-stream.js";
import { actorOf, auditLevel } from "../apps/level-audit.js";
import { readJson } from "../body/read-json.js";
import { ServerError } from "../errors.js";
import { appBytesMax, appLevelMsMax, appLoggersMax } from "../limits.js";
import { readParameters } from "../parameters.js";
import type { Route } from "../services.js";

const name = z.string().max(512);
const loggers = z
  .array(z.object({ name, level: name.nullable(), effective_level: name, until: z.number().nullable() }))
  .max(appLoggersMax);
const aboutShape = { service: name, version: name, host: name, pid: z.number().int(), loggers };
const reportShape = { loggers, change: name.optional(), error: name.optional(), until: z.number().optional() };
const levelShape = { logger: name, level: name.min(1).nullable(), for: z.string().max(32).default("15m") };

/** `/api/v1/apps`: running applications that have connected, their loggers, and levels set for a time. */
export const appsRoute: Route = (app, services) => {
  const registry = new AppRegistry();
  app.get("/api/v1/apps", (context) => context.json({ apps: registry.list() } satisfies AppsResponse));
  app.get("/api/v1/apps/:id", (context) => context.json(registry.get(context.req.param("id"))));

  app.post("/api/v1/apps", async (context) => {
    const about = readParameters(await readJson(context, services, appBytesMax), aboutShape);
    const body = appStream((send) => registry.add(about, send), services.closing);
    return context.body(body, 200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
  });

  app.post("/api/v1/apps/:id/report", async (context) => {
    registry.report(
      context.req.param("id"),
      readParameters(await readJson(context, services, appBytesMax), reportShape),
    );
    return context.body(null, 204);
  });

  app.put("/api/v1/apps/:id/levels", async (context) => {
    const body = readParameters(await readJson(context, services), levelShape);
    const forMs = millisecondsOf(body.for);
    const { ingest } = services.backend();
    const target = registry.get(context.req.param("id"));
    const report = await registry.setLevel(target.id, body, forMs);
    const until = body.level === null || report.until === undefined ? null : new Date(report.until).toISOString();
    const done: LevelResponse = { app: target.id, logger: body.logger, level: body.level, until };
    await auditLevel(ingest, target, done, actorOf(context));
    return context.json(done);
  });
};

/** @throws ServerError `CW_SERVER_PARAMETER_INVALID` */
function millisecondsOf(text: string): number {
  const nanoseconds = parseDuration(text);
  const ms = nanoseconds === undefined ? Number.NaN : Number(nanoseconds / 1_000_000n);
  if (ms >= 1000 && ms <= appLevelMsMax) return ms;
  throw new ServerError("CW_SERVER_PARAMETER_INVALID", {
    name: "for",
    reason: `expected a time from 1s to 24h such as "15m", got ${JSON.stringify(text)}`,
    hint: "",
  });
}
