import type { App, AppsResponse, LevelBody, LevelResponse } from "@cordwood/server/api";
import type { Command } from "commander";
import { askJson, type ServerAddress } from "../client/server-client.js";
import { addServerOptions, serverAddress, type ServerFlags } from "../client/server-options.js";
import { CliError } from "../errors.js";
import { paintFor } from "../terminal/paint.js";
import { print } from "../terminal/print.js";
import { tableText } from "../terminal/table.js";

interface LevelFlags extends ServerFlags {
  app?: string;
  for: string;
  json?: boolean;
}

/** `cordwood level [LOGGER LEVEL]`: the loggers of running applications, or a level set for a while. */
export function levelCommand(program: Command): void {
  const command = program
    .command("level")
    .description("show the levels of running applications, or set one for a while")
    .argument("[LOGGER]", 'name of the logger; "root" for the root')
    .argument("[LEVEL]", 'such as DEBUG; "reset" brings the program\'s own level back')
    .option("--app <APP>", "only applications whose service, id or process id is this")
    .option("--for <TIME>", "how long the level holds, at most 24h", "15m")
    .option("--json", "one JSON object per line");
  addServerOptions(command).action(level);
}

async function level(logger: string | undefined, wanted: string | undefined, flags: LevelFlags): Promise<void> {
  const server = await serverAddress(flags);
  const { apps } = await askJson<AppsResponse>(server, "/api/v1/apps");
  const chosen = apps.filter(
    (app) => flags.app === undefined || [app.service, app.id, String(app.pid)].includes(flags.app),
  );
  if (chosen.length === 0)
    throw new CliError("CW_CLI_NO_APPS", { which: flags.app === undefined ? "" : ` called ${flags.app}` });
  if (logger === undefined || wanted === undefined) return showLevels(chosen, logger, flags);
  for (const app of chosen)
    await setLevel(
      server,
      app,
      { logger: logger === "root" ? "" : logger, level: wanted === "reset" ? null : wanted, for: flags.for },
      flags,
    );
}

async function showLevels(apps: readonly App[], name: string | undefined, flags: LevelFlags): Promise<void> {
  const rows = apps.flatMap((app) =>
    app.loggers
      .map((logger) => ({ ...logger, name: logger.name === "" ? "root" : logger.name }))
      .filter((logger) => name === undefined || logger.name === name || logger.name.startsWith(`${name}.`))
      .map((logger) => ({ app, logger })),
  );
  if (flags.json === true) {
    for (const { app, logger } of rows)
      await print(JSON.stringify({ app: app.id, service: app.service, host: app.host, pid: app.pid, ...logger }));
    return;
  }
  const columns = ["service", "process", "logger", "level", "until"].map((column) => ({
    name: column,
    type: "string",
  }));
  const cells = rows.map(({ app, logger }) => [
    app.service,
    `${app.host} ${app.pid}`,
    logger.name,
    logger.level ?? `(${logger.effective_level})`,
    logger.until === null ? "" : new Date(logger.until).toISOString(),
  ]);
  await print(tableText({ columns, rows: cells }, paintFor(process.stdout)));
}

async function setLevel(server: ServerAddress, app: App, body: LevelBody, flags: LevelFlags): Promise<void> {
  const done = await askJson<LevelResponse>(server, `/api/v1/apps/${app.id}/levels`, {
    method: "PUT",
    contentType: "application/json",
    body: JSON.stringify(body),
  });
  if (flags.json === true) return print(JSON.stringify(done));
  const name = done.logger === "" ? "root" : done.logger;
  const now = done.level === null ? "has its own level back" : `is ${done.level} until ${done.until}`;
  await print(`${app.service} (process ${app.pid}): ${name} ${now}`);
}
