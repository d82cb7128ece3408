// Lists records that outputs refused for good, and delivers them once more: by the collector that runs on them, or
// without it when none does.
import { readFile, rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  askForReplay,
  type DeadLetter,
  deadLetterDirectory,
  listDeadLetters,
  pipelineSchema,
  replayAnswer,
  type ReplayOutcome,
  replayOffline,
} from "@cordwood/collector";
import { lockDirectory, openStore, StoreError } from "@cordwood/store";
import { CliError } from "../errors.js";
import { replayPollMs, replayWaitMs } from "../limits.js";
import type { Settings } from "../settings/settings.js";

/** Which refused records are meant. */
export interface Chosen {
  /** Files, with or without their folder. */
  files: readonly string[];
  /** Refused by this output. */
  output?: string | undefined;
  all: boolean;
}

/** Where the collector of `up` and `agent` keeps its data. */
function collectorDirectory(settings: Settings): string {
  return join(resolve(settings.data), "buffer");
}

/**
 * The refused records that are meant; all of them when nothing is chosen.
 * @throws CliError `CW_CLI_NO_LETTERS` when a file is not among them.
 */
export async function chooseLetters(settings: Settings, { files, output }: Chosen): Promise<DeadLetter[]> {
  const directory = deadLetterDirectory(collectorDirectory(settings));
  const letters = await listDeadLetters(directory);
  const names = new Set(files.map((file) => basename(file)));
  for (const name of names) {
    if (!letters.some((letter) => letter.name === name)) throw new CliError("CW_CLI_NO_LETTERS", { name, directory });
  }
  const named = names.size === 0 ? letters : letters.filter(({ name }) => names.has(name));
  return output === undefined ? named : named.filter(({ about }) => about.output === output);
}

/** Delivers refused records and answers what became of each file, in turn. */
export async function* replayLetters(
  settings: Settings,
  letters: readonly DeadLetter[],
): AsyncGenerator<ReplayOutcome> {
  if (letters.length === 0) return;
  const directory = collectorDirectory(settings);
  if (!isRunning(directory)) {
    yield* await replayAlone(settings, directory, letters);
    return;
  }
  for (const { name } of letters) yield await replayByCollector(directory, name);
}

function isRunning(directory: string): boolean {
  try {
    lockDirectory(directory).release();
    return false;
  } catch (error) {
    if (error instanceof StoreError && error.code === "CW_STORE_LOCKED") return true;
    throw error;
  }
}

async function replayAlone(
  settings: Settings,
  directory: string,
  letters: readonly DeadLetter[],
): Promise<ReplayOutcome[]> {
  const pipeline = pipelineSchema.parse(settings.pipeline);
  const options = { directory, pipeline, names: letters.map(({ name }) => name) };
  const stores = new Set([
    "store",
    ...(pipeline.outputs ?? []).flatMap(({ type, name }) => (type === "store" ? [name] : [])),
  ]);
  if (!letters.some(({ about }) => stores.has(about.output))) return replayOffline(options);
  const store = await openStore({ ...settings.store, path: join(resolve(settings.data), "store") });
  try {
    return await replayOffline({ ...options, store });
  } finally {
    await store.close();
  }
}

async function replayByCollector(directory: string, name: string): Promise<ReplayOutcome> {
  const letters = deadLetterDirectory(directory);
  const answer = replayAnswer(letters, name);
  await rm(answer, { force: true });
  await askForReplay(letters, name);
  for (const end = Date.now() + replayWaitMs; Date.now() < end; await sleep(replayPollMs)) {
    const text = await readFile(answer, "utf8").catch(() => undefined);
    if (text === undefined) continue;
    await rm(answer, { force: true });
    return JSON.parse(text) as ReplayOutcome;
  }
  throw new CliError("CW_CLI_REPLAY", { name, seconds: replayWaitMs / 1000 });
}
