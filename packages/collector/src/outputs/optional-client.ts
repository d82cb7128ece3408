// Clients that are not installed with Cordwood, because few need them.
import { createRequire } from "node:module";
import { CollectorError, reasonOf, systemCodeOf } from "../errors.js";

const { resolve } = createRequire(import.meta.url);

/** Checks that a client is installed. @throws CollectorError `CW_COLLECTOR_CLIENT` when it is not. */
export function requireClient(client: string, output: string): void {
  try {
    resolve(client);
  } catch (error) {
    // A package that is there for `import` alone.
    if (systemCodeOf(error) === "ERR_PACKAGE_PATH_NOT_EXPORTED") return;
    const reason = systemCodeOf(error) === "MODULE_NOT_FOUND" ? "it is not installed" : reasonOf(error);
    throw new CollectorError("CW_COLLECTOR_CLIENT", { client, output, reason }, { cause: error });
  }
}
