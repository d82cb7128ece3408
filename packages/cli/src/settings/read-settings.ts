// Defaults, then cordwood.yaml, then CORDWOOD_* variables, then flags.
import { existsSync } from "node:fs";
import { CliError } from "../errors.js";
import { readConfigFile } from "./config-file.js";
import { defaultConfig } from "./default-config.js";
import { type Settings, settingsSchema } from "./settings.js";

/** Flags of `cordwood up` that set something; absent ones are undefined. */
export interface SettingFlags {
  config?: string | undefined;
  data?: string | undefined;
  listen?: string | undefined;
  token?: string[] | undefined;
  insecure?: boolean | undefined;
  allowHost?: string[] | undefined;
  logLevel?: string | undefined;
  files?: string[] | undefined;
}

const list = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

function flag(text: string): boolean {
  if (/^(?:1|true|yes)$/i.test(text)) return true;
  if (/^(?:0|false|no|)$/i.test(text)) return false;
  throw new CliError("CW_CLI_SETTING", {
    name: "CORDWOOD_INSECURE",
    reason: `expected true or false, got "${text}"`,
    hint: "",
  });
}

const variables: Record<string, { key: keyof Settings; read: (text: string) => unknown }> = {
  CORDWOOD_DATA: { key: "data", read: String },
  CORDWOOD_LISTEN: { key: "listen", read: String },
  CORDWOOD_TOKEN: { key: "tokens", read: list },
  CORDWOOD_INSECURE: { key: "insecure", read: flag },
  CORDWOOD_ALLOW_HOSTS: { key: "allow_hosts", read: list },
  CORDWOOD_FILES: { key: "files", read: list },
  CORDWOOD_LOG_LEVEL: { key: "log_level", read: (text) => text.toLowerCase() },
};

/** Puts the settings together. @throws CliError `CW_CLI_CONFIG`, `CW_CLI_CONFIG_READ`, or `CW_CLI_SETTING` naming the variable or flag. */
export async function readSettings(flags: SettingFlags, environment: NodeJS.ProcessEnv): Promise<Settings> {
  const file = await readFile(settingsPath(flags, environment));
  const settings: Record<string, unknown> = { ...file };
  const origin = new Map<string, string>();
  for (const [name, { key, read }] of Object.entries(variables)) {
    const text = environment[name];
    if (text === undefined || text === "") continue;
    settings[key] = read(text);
    origin.set(key, name);
  }
  for (const [key, value, name] of flagValues(flags)) {
    if (value === undefined) continue;
    settings[key] = value;
    origin.set(key, name);
  }
  return checked(settings, origin);
}

/** The configuration file that is read, whether it is there or not. */
export function settingsPath(flags: Pick<SettingFlags, "config">, environment: NodeJS.ProcessEnv): string {
  const named = flags.config ?? environment["CORDWOOD_CONFIG"];
  return named === undefined || named === "" ? defaultConfig : named;
}

/** The named file must be there, the default one may be. */
async function readFile(path: string): Promise<Record<string, unknown>> {
  if (path === defaultConfig && !existsSync(path)) return {};
  const { fullSchema } = await import("./full-schema.js");
  return readConfigFile(path, fullSchema);
}

function flagValues(flags: SettingFlags): [keyof Settings, unknown, string][] {
  const files = flags.files !== undefined && flags.files.length > 0 ? flags.files : undefined;
  return [
    ["data", flags.data, "--data"],
    ["listen", flags.listen, "--listen"],
    ["tokens", flags.token, "--token"],
    ["insecure", flags.insecure, "--insecure"],
    ["allow_hosts", flags.allowHost, "--allow-host"],
    ["log_level", flags.logLevel?.toLowerCase(), "--log-level"],
    ["files", files, "FILE"],
  ];
}

function checked(settings: object, origin: ReadonlyMap<string, string>): Settings {
  const result = settingsSchema.safeParse(settings);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const name = origin.get(String(issue?.path[0])) ?? String(issue?.path[0]);
  throw new CliError("CW_CLI_SETTING", { name, reason: issue?.message ?? "it is wrong", hint: "" });
}
