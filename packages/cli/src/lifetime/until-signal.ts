import { exitCodes } from "../exit-codes.js";
import { sameSignalMs } from "../limits.js";
import type { Running } from "../running.js";
import type { Tell } from "./tell.js";

/** Resolves once a first signal has closed everything; a second one ends the process at once. */
export async function untilSignal(running: Running, tell: Tell): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let firstMs: number | undefined;
    const onSignal = (signal: string): void => {
      // npm hands on the signal that the terminal has sent to both of us: that is one Ctrl-C, not two.
      if (firstMs !== undefined && performance.now() - firstMs < sameSignalMs) return;
      if (firstMs !== undefined) process.exit(exitCodes.interrupted);
      firstMs = performance.now();
      tell("stopping", { signal });
      running.close().then(resolve, reject);
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onSignal);
  });
  tell("stopped", {});
  process.exit(exitCodes.ok);
}
