// Delivers refused records while no collector runs on them.
import { join } from "node:path";
import { getLogger, type Logger } from "@cordwood/logging";
import { lockDirectory, type Store } from "@cordwood/store";
import { ChunkIds } from "./buffer/chunk-id.js";
import { componentId } from "./config/component-name.js";
import type { PipelineConfig } from "./config/pipeline-schema.js";
import { type DeadLetter, DeadLetters, listDeadLetters } from "./outputs/dead-letters.js";
import { createOutput } from "./outputs/definitions.js";
import type { Output } from "./outputs/output.js";
import { replayLetter, type ReplayOutcome } from "./outputs/replay.js";

/** What to deliver and where. */
export interface ReplayOptions {
  /** The collector's directory. */
  directory: string;
  /** Files of refused records, without the directory. */
  names: readonly string[];
  pipeline: PipelineConfig;
  store?: Pick<Store, "insert">;
  /** @default the logger `cordwood.collector` */
  logger?: Logger;
}

/** Where a collector in `directory` keeps refused records. */
export function deadLetterDirectory(directory: string): string {
  return join(directory, "dead-letter");
}

/**
 * Delivers refused records to the outputs that had refused them, and answers what became of each file.
 * @throws StoreError `CW_STORE_LOCKED` when a collector runs on the directory; ask it with `askForReplay`.
 */
export async function replayOffline(options: ReplayOptions): Promise<ReplayOutcome[]> {
  const lock = lockDirectory(options.directory);
  const outputs = new Map<string, Output>();
  try {
    const letters = await listDeadLetters(deadLetterDirectory(options.directory));
    const outcomes: ReplayOutcome[] = [];
    for (const letter of letters.filter(({ name }) => options.names.includes(name))) {
      outcomes.push(await replay(letter, outputs, options));
    }
    return outcomes;
  } finally {
    for (const output of outputs.values()) await output.close();
    lock.release();
  }
}

async function replay(
  letter: DeadLetter,
  outputs: Map<string, Output>,
  options: ReplayOptions,
): Promise<ReplayOutcome> {
  const { output: name, records, replayChunk } = letter.about;
  const output = outputs.get(name) ?? makeOutput(name, options);
  if (output === undefined) {
    const reason = `the configuration has no output ${name}`;
    return { name: letter.name, output: name, delivered: 0, refused: records, reason };
  }
  outputs.set(name, output);
  const chunks = new ChunkIds(BigInt(replayChunk));
  const keep = new DeadLetters({
    directory: deadLetterDirectory(options.directory),
    logger: loggerOf(options),
    newChunk: () => chunks.next(),
  });
  const { signal } = new AbortController();
  return replayLetter(letter, (segment) => output.deliver(segment, signal), keep);
}

function makeOutput(name: string, { pipeline, store, ...rest }: ReplayOptions): Output | undefined {
  const configs = pipeline.outputs ?? [];
  const isNamed = configs.some(({ type }) => type === "store");
  const all = isNamed || store === undefined ? configs : [...configs, { type: "store" as const }];
  const index = all.findIndex((config, at) => componentId(config, at) === name);
  const config = all[index];
  if (config === undefined) return undefined;
  return createOutput(config, { id: name, logger: loggerOf(rest), ...(store !== undefined && { store }) });
}

const loggerOf = ({ logger }: Pick<ReplayOptions, "logger">): Logger => logger ?? getLogger("cordwood.collector");
