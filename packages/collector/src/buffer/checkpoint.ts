// What outlives the journals: positions of the inputs, the greatest chunk id, and which outputs have which segment.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CollectorError, reasonOf, systemCodeOf } from "../errors.js";
import { replaceFile } from "./durable-file.js";
import type { PositionValue } from "./position.js";

const checkpointVersion = 1;

/** State of the buffer as of one append. */
export interface Checkpoint {
  /** Appends up to this one are contained; journals add the later ones. */
  sequence: number;
  /** Greatest chunk id ever used. */
  lastChunk: bigint;
  positions: Map<string, PositionValue>;
  /** Outputs that have a segment which others have not yet. */
  delivered: Map<string, string[]>;
}

interface CheckpointFile {
  version: number;
  sequence: number;
  lastChunk: string;
  positions: Record<string, PositionValue>;
  delivered: Record<string, string[]>;
}

function checkpointPath(directory: string): string {
  return join(directory, "positions.json");
}

/** Writes the checkpoint durably in place of the old one. */
export async function writeCheckpoint(directory: string, checkpoint: Checkpoint): Promise<void> {
  const content: CheckpointFile = {
    version: checkpointVersion,
    sequence: checkpoint.sequence,
    lastChunk: checkpoint.lastChunk.toString(),
    positions: Object.fromEntries(checkpoint.positions),
    delivered: Object.fromEntries(checkpoint.delivered),
  };
  await replaceFile(checkpointPath(directory), JSON.stringify(content));
}

/**
 * Reads the checkpoint; a buffer without one is new.
 * @throws CollectorError `CW_COLLECTOR_BUFFER_VERSION`, `CW_COLLECTOR_BUFFER_CORRUPT`
 */
export async function readCheckpoint(directory: string): Promise<Checkpoint> {
  const path = checkpointPath(directory);
  const content = await readFile(path, "utf8").catch((error: unknown) => {
    if (systemCodeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (content === undefined) return { sequence: 0, lastChunk: 0n, positions: new Map(), delivered: new Map() };
  return parseCheckpoint(content, path);
}

function parseCheckpoint(content: string, path: string): Checkpoint {
  let file: CheckpointFile;
  try {
    file = JSON.parse(content) as CheckpointFile;
  } catch (error) {
    throw new CollectorError("CW_COLLECTOR_BUFFER_CORRUPT", { path, reason: reasonOf(error) }, { cause: error });
  }
  if (file.version !== checkpointVersion) {
    throw new CollectorError("CW_COLLECTOR_BUFFER_VERSION", { path, found: file.version, known: checkpointVersion });
  }
  return {
    sequence: file.sequence,
    lastChunk: BigInt(file.lastChunk),
    positions: new Map(Object.entries(file.positions)),
    delivered: new Map(Object.entries(file.delivered)),
  };
}
