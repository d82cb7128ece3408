import type { Ingest } from "@cordwood/collector";
import type { App, LevelResponse } from "../api/apps.js";
import { errorAnswer } from "../error-answer.js";
import type { Grant } from "../guards/authentication.js";
import type { RequestContext, Route } from "../services.js";

/** Who asked, as far as the server knows. */
export interface Actor {
  /** Short name of the token, or `anonymous`. */
  token: string;
  address: string;
  agent: string;
}

/** Writes who set which level where and until when, into the dataset `audit`; resolves when it is durable. */
export async function auditLevel(ingest: Ingest, app: App, done: LevelResponse, actor: Actor): Promise<void> {
  const name = done.logger === "" ? "the root logger" : `logger ${done.logger}`;
  const message =
    done.level === null
      ? `${name} of ${app.service} has its own level back`
      : `${name} of ${app.service} set to ${done.level} until ${done.until}`;
  const record = {
    time: new Date().toISOString(),
    level: "info",
    message,
    logger: "cordwood.levels",
    "app.id": app.id,
    "app.service": app.service,
    "app.host": app.host,
    "app.pid": app.pid,
    "app.logger": done.logger,
    "app.level": done.level ?? "",
    "app.until": done.until ?? "",
    ...attributesOf(actor),
  };
  await ingest.ingestRecords([record], { service: "cordwood", dataset: "audit" });
}

/** Who sent a request. */
export function actorOf(context: RequestContext): Actor {
  return {
    token: context.get("grant").name,
    address: context.env.incoming.socket.remoteAddress ?? "",
    agent: (context.req.header("user-agent") ?? "").slice(0, 256),
  };
}

/**
 * Writes refused changes of levels into the dataset `audit`: with a token that may not, to an application that is not
 * there, or that it does not take. Requests without a valid token are not told: anybody could fill the store with them.
 */
export const auditRefusedLevels: Route = (app, services) => {
  app.use("/api/v1/apps/:id/levels", async (context, next) => {
    await next();
    const { error } = context;
    if (error === undefined || context.req.method !== "PUT") return;
    if ((context.get("grant") as Grant | undefined) === undefined) return;
    try {
      await auditRefusal(services.backend().ingest, context, error);
    } catch (failure) {
      services.logger.warning("cannot write that a change of a level was refused", failure);
    }
  });
};

async function auditRefusal(ingest: Ingest, context: RequestContext, error: Error): Promise<void> {
  const { code, message } = errorAnswer(error, context.get("requestId")).body.error;
  const record = {
    time: new Date().toISOString(),
    level: "warning",
    message: `a change of a level was refused: ${message}`,
    logger: "cordwood.levels",
    "app.id": (context.req.param("id") ?? "").slice(0, 64),
    "error.code": code,
    ...attributesOf(actorOf(context)),
  };
  await ingest.ingestRecords([record], { service: "cordwood", dataset: "audit" });
}

function attributesOf({ token, address, agent }: Actor): Record<string, string> {
  return { "client.token": token, "client.address": address, "user_agent.original": agent };
}
