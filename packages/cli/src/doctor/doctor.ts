import { dataCheck } from "./data-check.js";
import { diskCheck } from "./disk-check.js";
import { engineCheck } from "./engine-check.js";
import type { Check, Finding, Subject } from "./finding.js";
import { nodeCheck } from "./node-check.js";
import { portCheck } from "./port-check.js";

const checks: readonly Check[] = [nodeCheck, dataCheck, diskCheck, portCheck, engineCheck];

/** Runs every check, one after the other. */
export async function* examine(subject: Subject): AsyncGenerator<Finding> {
  for (const check of checks) yield { check: check.name, ...(await outcome(check, subject)) };
}

async function outcome(check: Check, subject: Subject): Promise<Omit<Finding, "check">> {
  try {
    return await check.run(subject);
  } catch (error) {
    return { result: "failed", detail: (error as Error).message };
  }
}
