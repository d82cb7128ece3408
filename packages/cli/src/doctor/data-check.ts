import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Check } from "./finding.js";

/** The nearest directory above a path that exists. */
export function existingParent(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Whether the data directory can be written, or made. */
export const dataCheck: Check = {
  name: "data",
  run({ data }) {
    const folder = existingParent(data);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return { result: "ok", detail: folder === data ? `${data} is writable` : `${data} will be made` };
  },
};
