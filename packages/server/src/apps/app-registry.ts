// The applications that are connected now, and what is under way to them.
import { randomUUID } from "node:crypto";
import type { App, AppLogger, LevelBody } from "../api/apps.js";
import { ServerError } from "../errors.js";
import { appAnswerTimeoutMs, appsMax } from "../limits.js";

/** What an application says of itself. */
export type AppAbout = Pick<App, "service" | "version" | "host" | "pid" | "loggers">;

/** What an application says it has done. */
export interface AppReport {
  loggers: AppLogger[];
  change?: string | undefined;
  error?: string | undefined;
  until?: number | undefined;
}

/** Sends one event to a connected application. */
export type SendEvent = (name: string, data: unknown) => void;

interface Connected {
  app: App;
  send: SendEvent;
  changes: Map<string, (report: AppReport) => void>;
}

const orderOf = (app: App): string => `${app.service}\0${app.host}\0${String(app.pid).padStart(8, "0")}`;

/** Forgets an application when its connection ends; nothing is kept of those that are gone. */
export class AppRegistry {
  readonly #connected = new Map<string, Connected>();

  /** Adds an application, tells it its id, and answers how to remove it. @throws ServerError `CW_SERVER_BUSY` */
  add(about: AppAbout, send: SendEvent): () => void {
    if (this.#connected.size >= appsMax)
      throw new ServerError("CW_SERVER_BUSY", { reason: `${appsMax} applications are connected already` });
    const id = randomUUID();
    const app: App = { id, ...about, connected_at: new Date().toISOString() };
    this.#connected.set(id, { app, send, changes: new Map() });
    send("registered", { id });
    return () => this.#connected.delete(id);
  }

  /** By service, then host and process. */
  list(): App[] {
    return [...this.#connected.values()].map((item) => item.app).toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  }

  /** @throws ServerError `CW_SERVER_APP_UNKNOWN` */
  get(id: string): App {
    return this.#find(id).app;
  }

  /** Takes what an application says of its loggers, and of the change that it was asked for. */
  report(id: string, report: AppReport): void {
    const { app, changes } = this.#find(id);
    app.loggers = report.loggers;
    if (report.change !== undefined) changes.get(report.change)?.(report);
  }

  /**
   * Asks an application to set a level and waits for its answer.
   * @throws ServerError `CW_SERVER_APP_UNKNOWN`, `CW_SERVER_APP_REFUSED`, `CW_SERVER_APP_SILENT`
   */
  async setLevel(id: string, { logger, level }: LevelBody, forMs: number): Promise<AppReport> {
    const { app, send, changes } = this.#find(id);
    const change = randomUUID();
    const answered = new Promise<AppReport | undefined>((resolve) => {
      changes.set(change, resolve);
      setTimeout(() => resolve(undefined), appAnswerTimeoutMs).unref();
    });
    send("level", { change, logger, level, for_ms: forMs });
    const report = await answered;
    changes.delete(change);
    if (report === undefined) throw new ServerError("CW_SERVER_APP_SILENT", { app: app.service, pid: app.pid });
    if (report.error !== undefined)
      throw new ServerError("CW_SERVER_APP_REFUSED", { app: app.service, reason: report.error });
    return report;
  }

  #find(id: string): Connected {
    const found = this.#connected.get(id);
    if (found === undefined) throw new ServerError("CW_SERVER_APP_UNKNOWN", { id: id.slice(0, 64) });
    return found;
  }
}
