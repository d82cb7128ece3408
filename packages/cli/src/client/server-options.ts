import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { readConfigFile } from "../settings/config-file.js";
import { defaultConfig } from "../settings/read-settings.js";
import { splitAddress } from "../settings/settings.js";
import type { ServerAddress } from "./server-client.js";

/** Flags of every command that asks a running server. */
export interface ServerFlags {
  url?: string;
  token?: string;
}

/** Adds `--url` and `--token` to a command. */
export function addServerOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--url <URL>", "the server's address (default: CORDWOOD_URL, or where cordwood.yaml listens)"),
    )
    .addOption(new Option("--token <TOKEN>", "token to sign in with (default: CORDWOOD_TOKEN)"));
}

/** The server that flags, variables or cordwood.yaml name; http://127.0.0.1:7600 when nothing does. */
export function serverAddress(flags: ServerFlags): ServerAddress {
  const { CORDWOOD_URL, CORDWOOD_TOKEN, CORDWOOD_LISTEN } = process.env;
  const url = flags.url ?? CORDWOOD_URL ?? listenUrl(CORDWOOD_LISTEN) ?? configuredUrl() ?? "http://127.0.0.1:7600";
  return { url: url.replace(/\/+$/, ""), token: flags.token ?? CORDWOOD_TOKEN?.split(",")[0]?.trim() };
}

function configuredUrl(): string | undefined {
  const path = process.env["CORDWOOD_CONFIG"] ?? defaultConfig;
  if (!existsSync(path)) return undefined;
  const { listen } = readConfigFile(path);
  return typeof listen === "string" ? listenUrl(listen) : undefined;
}

function listenUrl(listen: string | undefined): string | undefined {
  if (listen === undefined || listen === "") return undefined;
  const { host, port } = splitAddress(listen);
  if (port === 0) return undefined;
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}
