// What `cordwood up` does and prints, until somebody ends it.
import { type Cordwood, startCordwood } from "./cordwood.js";
import { closeOnCrash } from "./lifetime/close-on-crash.js";
import { type Tell, tellMachine, tellPerson } from "./lifetime/tell.js";
import { untilSignal } from "./lifetime/until-signal.js";
import { progressMs } from "./limits.js";
import { Reloading, type SettingsSource } from "./reload/reloading.js";
import type { Settings } from "./settings/settings.js";
import { paintFor } from "./terminal/paint.js";

/** Runs Cordwood until a signal ends it. @throws what keeps it from starting, after closing what was started */
export async function up(settings: Settings, source: SettingsSource, json: boolean): Promise<void> {
  const tell = json ? tellMachine : tellPerson(paintFor(process.stdout));
  const startedMs = Date.now();
  const cordwood = await startCordwood(settings);
  closeOnCrash(cordwood);
  const ended = untilSignal(cordwood, tell);
  tell("listening", { url: cordwood.url, data: settings.data });
  const reloading = new Reloading(cordwood, source, settings, (result) => tellReloaded(tell, result));
  reloading.start();
  await cordwood.ready;
  const files = settings.files.length;
  tell("ready", {
    url: cordwood.url,
    files,
    inputs: componentTypes(settings, "inputs"),
    elapsed_ms: Date.now() - startedMs,
  });
  if (!json && files > 0 && process.stdout.isTTY) showReading(cordwood);
  await ended;
}

/** The types of the configured inputs or outputs, for the first lines on the terminal. */
export function componentTypes(settings: Settings, kind: "inputs" | "outputs"): string {
  return ((settings.pipeline[kind] ?? []) as { type: string }[]).map(({ type }) => type).join(", ");
}

/** Tells what another configuration has changed. */
export function tellReloaded(tell: Tell, { started, stopped }: { started: string[]; stopped: string[] }): void {
  tell("reloaded", { started: started.join(", "), stopped: stopped.join(", ") });
}

/** On a terminal: how many records were read, until the files have been caught up with. */
function showReading(cordwood: Cordwood): void {
  let before = -1;
  const timer = setInterval(() => {
    const now = cordwood.received();
    process.stdout.write(`\r  ${now.toLocaleString("en")} records received`);
    if (now === before) {
      process.stdout.write("\n");
      clearInterval(timer);
    }
    before = now;
  }, progressMs);
}
