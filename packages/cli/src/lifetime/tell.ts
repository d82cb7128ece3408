// How `up` and `agent` tell what they do: a line for people or a JSON object for machines.
import type { Paint } from "../terminal/paint.js";

/** What is told with an event. */
export type Details = Readonly<Record<string, string | number>>;

/** Tells that something has happened. */
export type Tell = (event: string, details: Details) => void;

/** One JSON object per line. */
export const tellMachine: Tell = (event, details) => {
  process.stdout.write(`${JSON.stringify({ event, ...details })}\n`);
};

/** Lines for a terminal. */
export function tellPerson(paint: Paint): Tell {
  const lines: Record<string, (details: Details) => string> = {
    listening: ({ data }) => paint("faint", `opening the store in ${data} …`),
    ready: (details) => readyText(paint, details),
    reloaded: (details) => `${paint("good", "read the configuration again")}${changesText(details)}`,
    stopping: () => paint("faint", "storing what is under way; Ctrl-C again ends it at once …"),
    stopped: () => paint("faint", "stopped"),
  };
  return (event, details) => process.stdout.write(`${lines[event]?.(details) ?? event}\n`);
}

const shown = (name: string, text: string | number): string[] => (text === "" ? [] : [`  ${name.padEnd(7)} ${text}`]);

function readyText(paint: Paint, details: Details): string {
  const { url = "", files = 0, inputs = "", outputs = "", elapsed_ms: elapsedMs = 0 } = details;
  return [
    `${paint("good", "ready")} ${paint("faint", `after ${(Number(elapsedMs) / 1000).toFixed(1)} s`)}`,
    "",
    ...shown(outputs === "" ? "page" : "listen", url === "" ? "" : paint("strong", String(url))),
    ...shown("ingest", url === "" ? "" : `POST ${url}/api/v1/ingest`),
    ...shown(
      "files",
      Number(files) === 0 ? "" : `${Number(files) === 1 ? "1 file or glob" : `${files} files or globs`}, followed`,
    ),
    ...shown("inputs", inputs),
    ...shown("outputs", outputs),
    "",
    paint("faint", "Ctrl-C ends it."),
  ].join("\n");
}

function changesText({ started = "", stopped = "" }: Details): string {
  const parts = [started === "" ? "" : `started ${started}`, stopped === "" ? "" : `stopped ${stopped}`];
  const told = parts.filter((part) => part !== "").join("; ");
  return told === "" ? "" : `: ${told}`;
}
