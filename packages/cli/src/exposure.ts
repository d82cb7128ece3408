import type { InputConfig } from "@cordwood/collector";
import { isLoopback } from "@cordwood/server";
import { CliError } from "./errors.js";
import { splitAddress } from "./settings/address.js";

/**
 * Refuses inputs that other machines can reach and that let anybody send. Forward has a key; the other protocols
 * have no way to sign in.
 *
 * @throws CliError `CW_CLI_EXPOSED`
 */
export function refuseExposed(inputs: readonly InputConfig[], insecure: boolean): void {
  if (insecure) return;
  for (const input of inputs) {
    if (!("listen" in input) || input.listen === undefined || isLoopback(splitAddress(input.listen).host)) continue;
    if (input.type === "forward" && input.shared_key !== undefined) continue;
    throw new CliError("CW_CLI_EXPOSED", { type: input.type, listen: input.listen });
  }
}
