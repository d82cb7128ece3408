// What `cordwood agent` does and prints, until somebody ends it.
import { startAgent } from "./agent.js";
import { closeOnCrash } from "./lifetime/close-on-crash.js";
import { tellMachine, tellPerson } from "./lifetime/tell.js";
import { untilSignal } from "./lifetime/until-signal.js";
import { Reloading, type SettingsSource } from "./reload/reloading.js";
import type { AgentSettings } from "./settings/agent-settings.js";
import { paintFor } from "./terminal/paint.js";
import { componentTypes, tellReloaded } from "./up.js";

/** Runs an agent until a signal ends it. @throws what keeps it from starting, after closing what was started */
export async function runAgent(settings: AgentSettings, source: SettingsSource, json: boolean): Promise<void> {
  const tell = json ? tellMachine : tellPerson(paintFor(process.stdout));
  const startedMs = Date.now();
  const agent = await startAgent(settings);
  closeOnCrash(agent);
  const ended = untilSignal(agent, tell);
  new Reloading(agent, source, settings, (result) => tellReloaded(tell, result)).start();
  await agent.ready;
  tell("ready", {
    url: agent.url,
    files: settings.files.length,
    inputs: componentTypes(settings, "inputs"),
    outputs: componentTypes(settings, "outputs"),
    elapsed_ms: Date.now() - startedMs,
  });
  await ended;
}
