// Places where fault tests kill the process: CORDWOOD_CRASH_AT=NAME or NAME:N (the Nth time it is reached).

const [target, nth] = (process.env["CORDWOOD_CRASH_AT"] ?? "").split(":");
let remaining = Number(nth ?? 1);

/** Kills the process with SIGKILL when `CORDWOOD_CRASH_AT` names this point; otherwise does nothing. */
export function crashPoint(name: string): void {
  if (name !== target) return;
  remaining -= 1;
  if (remaining === 0) process.kill(process.pid, "SIGKILL");
}
