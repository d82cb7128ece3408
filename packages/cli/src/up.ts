// What `cordwood up` does and prints, until somebody ends it.
import { startCordwood, type Cordwood } from "./cordwood.js";
import { exitCodes } from "./exit-codes.js";
import { crashCloseMs, progressMs, sameSignalMs } from "./limits.js";
import type { Settings } from "./settings/settings.js";
import { type Paint, paintFor } from "./terminal/paint.js";

/** Tells progress: a line for people or a JSON object for machines. */
type Tell = (event: string, details: Record<string, string | number>) => void;

/** Runs Cordwood until a signal ends it. @throws what keeps it from starting, after closing what was started */
export async function up(settings: Settings, json: boolean): Promise<void> {
  const tell = json ? tellMachine : tellPerson(paintFor(process.stdout));
  const startedMs = Date.now();
  const cordwood = await startCordwood(settings);
  closeOnCrash(cordwood);
  const ended = untilSignal(cordwood, tell);
  tell("listening", { url: cordwood.url, data: settings.data });
  await cordwood.ready;
  const files = settings.files.length;
  const inputs = ((settings.pipeline["inputs"] ?? []) as { type: string }[]).map((input) => input.type).join(", ");
  tell("ready", { url: cordwood.url, files, inputs, elapsed_ms: Date.now() - startedMs });
  if (!json && files > 0 && process.stdout.isTTY) showReading(cordwood);
  await ended;
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

/** Resolves once a first signal has closed everything; a second one ends the process at once. */
async function untilSignal(cordwood: Cordwood, tell: Tell): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let firstMs: number | undefined;
    const onSignal = (signal: string): void => {
      // npm hands on the signal that the terminal has sent to both of us: that is one Ctrl-C, not two.
      if (firstMs !== undefined && performance.now() - firstMs < sameSignalMs) return;
      if (firstMs !== undefined) process.exit(exitCodes.interrupted);
      firstMs = performance.now();
      tell("stopping", { signal });
      cordwood.close().then(resolve, reject);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  });
  tell("stopped", {});
  process.exit(exitCodes.ok);
}

/** A mistake of ours: it is told and stored, what is under way is stored, and the process ends with 1. */
function closeOnCrash(cordwood: Cordwood): void {
  process.once("uncaughtException", (mistake) => void endAfter(mistake, cordwood));
}

async function endAfter(mistake: unknown, cordwood: Cordwood): Promise<void> {
  setTimeout(() => process.exit(exitCodes.failed), crashCloseMs);
  cordwood.crashed(mistake);
  await cordwood.close().catch(() => {});
  process.exit(exitCodes.failed);
}

const tellMachine: Tell = (event, details) => {
  process.stdout.write(`${JSON.stringify({ event, ...details })}\n`);
};

function tellPerson(paint: Paint): Tell {
  const lines: Record<string, (details: Record<string, string | number>) => string> = {
    listening: ({ data }) => paint("faint", `opening the store in ${data} …`),
    ready: ({ url, files, inputs, elapsed_ms: elapsedMs }) =>
      [
        `${paint("good", "ready")} ${paint("faint", `after ${(Number(elapsedMs) / 1000).toFixed(1)} s`)}`,
        "",
        `  page    ${paint("strong", String(url))}`,
        `  ingest  POST ${url}/api/v1/ingest`,
        ...(Number(files) > 0
          ? [`  files   ${files === 1 ? "1 file or glob" : `${files} files or globs`}, followed`]
          : []),
        ...(inputs === "" ? [] : [`  inputs  ${inputs}`]),
        "",
        paint("faint", "Ctrl-C ends it."),
      ].join("\n"),
    stopping: () => paint("faint", "storing what is under way; Ctrl-C again ends it at once …"),
    stopped: () => paint("faint", "stopped"),
  };
  return (event, details) => process.stdout.write(`${lines[event]?.(details) ?? event}\n`);
}
