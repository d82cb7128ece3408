import { extname } from "node:path";
import { LoggingError } from "../errors.js";
import { isPlainObject } from "../fields.js";
import { dictConfig } from "./dict-config.js";
import { fileConfig, readConfigFile } from "./file-config.js";

/**
 * Configures logging from a file: JSON (`.json`), YAML (`.yaml`, `.yml`; the application has to have the package `yaml`)
 * or INI (any other name).
 * @throws LoggingError `CW_LOGGING_CONFIG_FILE`, `CW_LOGGING_CONFIG_SYNTAX`, `CW_LOGGING_CONFIG`
 */
export async function configureFromFile(path: string): Promise<void> {
  const kind = extname(path).toLowerCase();
  if (kind === ".json") dictConfig(parsed(path, (text) => JSON.parse(text) as unknown));
  else if (kind === ".yaml" || kind === ".yml") dictConfig(parsed(path, await yamlParser(path)));
  else fileConfig(path);
}

type Parse = (text: string) => unknown;

function parsed(path: string, parse: Parse): Record<string, unknown> {
  const text = readConfigFile(path);
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new LoggingError("CW_LOGGING_CONFIG_SYNTAX", [path, (error as Error).message], { cause: error });
  }
  if (isPlainObject(value)) return value;
  throw new LoggingError("CW_LOGGING_CONFIG_SYNTAX", [path, "it holds no object"]);
}

async function yamlParser(path: string): Promise<Parse> {
  // Not a dependency: who writes YAML has the package, and who does not need not have it.
  const name = "yaml";
  try {
    const found = (await import(name)) as { parse: Parse };
    return found.parse;
  } catch (error) {
    const reason =
      'the package "yaml" is not installed; install it (npm install yaml) or write the configuration as JSON';
    throw new LoggingError("CW_LOGGING_CONFIG_FILE", [path, reason], { cause: error });
  }
}
