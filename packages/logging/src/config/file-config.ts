import { readFileSync } from "node:fs";
import { LoggingError } from "../errors.js";
import { isPlainObject } from "../fields.js";
import { DictConfigurator } from "./dict-configurator.js";
import { iniToConfig } from "./ini/ini-config.js";
import { type IniFile, parseIni } from "./ini/ini-file.js";
import { type Resolve, resolveName } from "./known-names.js";

/** Options of {@link fileConfig}. */
export interface FileConfigOptions {
  /** Values for `%(name)s` that stand in no section. */
  defaults?: Readonly<Record<string, string>> | null;
  /** Disable loggers that exist and are not named. @default true */
  disable_existing_loggers?: boolean;
  /** @default "utf8" */
  encoding?: BufferEncoding | null;
}

/** A configuration in INI form: a path, the text itself (it has line ends), something that can be read, or a parsed file. */
export type FileConfigSource = string | URL | { read(): string } | IniFile;

/**
 * Configures logging from an INI file (Python's `fileConfig`). `args` and `kwargs` are read as literals and names; nothing
 * in the file is run.
 * @throws LoggingError `CW_LOGGING_CONFIG_FILE`, `CW_LOGGING_CONFIG_SYNTAX`, `CW_LOGGING_CONFIG`
 */
export function fileConfig(
  source: FileConfigSource,
  defaults?: FileConfigOptions["defaults"] | FileConfigOptions,
  disableExistingLoggers?: boolean,
  encoding?: BufferEncoding | null,
): void {
  const named = isOptions(defaults) ? defaults : {};
  const values = isOptions(defaults) ? (defaults.defaults ?? {}) : (defaults ?? {});
  const file = readIni(source, values, named.encoding ?? encoding ?? "utf8");
  applyIni(file, named.disable_existing_loggers ?? disableExistingLoggers ?? true, resolveName);
}

/** Configures from a parsed file. @throws LoggingError `CW_LOGGING_CONFIG` */
export function applyIni(file: IniFile, disableExisting: boolean, resolve: Resolve): void {
  new DictConfigurator(iniToConfig(file, resolve, disableExisting)).configure();
}

const OPTION_NAMES: ReadonlySet<string> = new Set(["defaults", "disable_existing_loggers", "encoding"]);

function isOptions(value: FileConfigOptions["defaults"] | FileConfigOptions): value is FileConfigOptions {
  return (
    isPlainObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => OPTION_NAMES.has(key))
  );
}

function readIni(
  source: FileConfigSource,
  defaults: Readonly<Record<string, string>>,
  encoding: BufferEncoding,
): IniFile {
  if (typeof source === "object" && "sections" in source) return source;
  if (typeof source === "object" && "read" in source) return parseIni(source.read(), "<stream>", defaults);
  if (typeof source === "string" && source.includes("\n")) return parseIni(source, "<string>", defaults);
  return parseIni(readConfigFile(source, encoding), String(source), defaults);
}

/** The text of a configuration file. @throws LoggingError `CW_LOGGING_CONFIG_FILE` when it is not there or empty */
export function readConfigFile(path: string | URL, encoding: BufferEncoding = "utf8"): string {
  let text: string;
  try {
    text = readFileSync(path, encoding);
  } catch (error) {
    throw new LoggingError("CW_LOGGING_CONFIG_FILE", [String(path), (error as Error).message], { cause: error });
  }
  if (text.trim() === "") throw new LoggingError("CW_LOGGING_CONFIG_FILE", [String(path), "it is empty"]);
  return text;
}
