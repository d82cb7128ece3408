import { accessSync, constants } from "node:fs";
import { resolve } from "node:path";
import { CliError } from "./errors.js";
import { makeFolders } from "./make-folders.js";

/** Makes the data directory when it is missing and answers its whole path. @throws CliError `CW_CLI_DATA` */
export function prepareData(path: string): string {
  const data = resolve(path);
  try {
    // Logs are nobody else's business; a directory that is there already keeps its mode.
    makeFolders(data);
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CliError("CW_CLI_DATA", { path: data, reason: (error as Error).message }, { cause: error });
  }
  return data;
}
