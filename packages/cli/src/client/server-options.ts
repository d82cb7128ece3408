import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { CliError } from "../errors.js";
import { splitAddress } from "../settings/address.js";
import { defaultConfig } from "../settings/default-config.js";
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
export async function serverAddress(flags: ServerFlags): Promise<ServerAddress> {
  const url =
    flags.url ?? variable("CORDWOOD_URL") ?? listenUrl(variable("CORDWOOD_LISTEN")) ?? (await configuredUrl());
  const token = flags.token ?? variable("CORDWOOD_TOKEN")?.split(",")[0]?.trim();
  return { url: checkedUrl(url ?? "http://127.0.0.1:7600"), token };
}

/** An empty variable counts as none. */
function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}

function checkedUrl(url: string): string {
  if (URL.canParse(url) && /^https?:/i.test(url)) return url.replace(/\/+$/, "");
  throw new CliError("CW_CLI_SETTING", { name: "--url", reason: `expected http://HOST:PORT, got "${url}"`, hint: "" });
}

async function configuredUrl(): Promise<string | undefined> {
  const path = variable("CORDWOOD_CONFIG") ?? defaultConfig;
  if (!existsSync(path)) return undefined;
  const { readConfigFile } = await import("../settings/config-file.js");
  const { listen } = readConfigFile(path);
  return typeof listen === "string" ? listenUrl(listen) : undefined;
}

function listenUrl(listen: string | undefined): string | undefined {
  if (listen === undefined) return undefined;
  const { host, port } = splitAddress(listen);
  if (port === 0) return undefined;
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}
