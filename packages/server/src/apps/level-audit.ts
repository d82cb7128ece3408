import type { Ingest } from "@cordwood/collector";
import type { App, LevelResponse } from "../api/apps.js";

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
    "client.token": actor.token,
    "client.address": actor.address,
    "user_agent.original": actor.agent,
  };
  await ingest.ingestRecords([record], { service: "cordwood", dataset: "audit" });
}
