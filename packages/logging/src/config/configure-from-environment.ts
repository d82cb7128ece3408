import { checkLevel } from "../levels.js";
import { getLogger } from "../logger-registry.js";
import { basicConfig } from "../basic-config.js";
import { at, configError } from "./config-error.js";
import { configureFromFile } from "./configure-from-file.js";

/**
 * Configures logging from the environment: `CORDWOOD_LOG_CONFIG` is the path of a configuration file, and
 * `CORDWOOD_LOG_LEVEL` a level (`debug`) or levels by logger (`info,shop.db=debug`), which count last.
 * @returns whether one of them was set
 * @throws LoggingError as {@link configureFromFile} does, and `CW_LOGGING_CONFIG` for a level that does not exist
 */
export async function configureFromEnvironment(environment: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const { CORDWOOD_LOG_CONFIG: file, CORDWOOD_LOG_LEVEL: levels } = environment;
  const parsed = levels === undefined || levels.trim() === "" ? [] : parseLevels(levels);
  if (file !== undefined && file !== "") await configureFromFile(file);
  else if (parsed.length > 0) basicConfig();
  for (const { logger, level } of parsed) getLogger(logger).setLevel(level);
  return (file !== undefined && file !== "") || parsed.length > 0;
}

/** Reads `info,shop.db=debug`. @throws LoggingError `CW_LOGGING_CONFIG` */
export function parseLevels(text: string): { logger: string | undefined; level: number }[] {
  return text.split(",").map((part) => {
    const [name, level, more] = part.split("=").map((piece) => piece.trim());
    if (more !== undefined || name === "" || name === undefined) {
      throw configError("CORDWOOD_LOG_LEVEL", `${JSON.stringify(part)} is not "level" or "logger=level"`);
    }
    const isRoot = level === undefined;
    const number = at("CORDWOOD_LOG_LEVEL", () => checkLevel(isRoot ? name : level));
    return { logger: isRoot ? undefined : name, level: number };
  });
}
