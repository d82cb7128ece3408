import { exitCodes } from "../exit-codes.js";
import { crashCloseMs } from "../limits.js";
import type { Running } from "../running.js";

/** A mistake of ours: it is told and stored, what is under way is stored, and the process ends with 1. */
export function closeOnCrash(running: Running): void {
  process.once("uncaughtException", (mistake) => void endAfter(mistake, running));
}

async function endAfter(mistake: unknown, running: Running): Promise<void> {
  setTimeout(() => process.exit(exitCodes.failed), crashCloseMs);
  running.crashed(mistake);
  await running.close().catch(() => {});
  process.exit(exitCodes.failed);
}
