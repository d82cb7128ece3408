// Delivers refused records once more, after what was wrong with them or their target has been mended.
import type { Segment } from "@cordwood/store";
import { reasonOf } from "../errors.js";
import { type DeadLetter, type DeadLetters, removeDeadLetter } from "./dead-letters.js";
import { RefusedError } from "./output.js";

/** What became of refused records. */
export interface ReplayOutcome {
  /** Their file in the directory of dead letters. */
  name: string;
  output: string;
  delivered: number;
  /** Records that are still there. */
  refused: number;
  /** Why, when there are any. */
  reason: string;
}

/**
 * Delivers refused records and removes them when the output has them. Those that it refuses again stay, with the new
 * reason; when it takes none, everything stays as it was.
 */
export async function replayLetter(
  letter: DeadLetter,
  deliver: (segment: Segment) => Promise<void>,
  letters: Pick<DeadLetters, "keep">,
): Promise<ReplayOutcome> {
  const { name, path, bytes, about } = letter;
  const { output, records } = about;
  const segment = { path, chunk: about.replayChunk, records, bytes };
  try {
    await deliver(segment);
  } catch (error) {
    const reason = reasonOf(error);
    const lines = error instanceof RefusedError ? error.lines : undefined;
    if (lines === undefined) return { name, output, delivered: 0, refused: records, reason };
    await letters.keep(segment, output, new RefusedError(reason, { lines }));
    await removeDeadLetter(letter);
    return { name, output, delivered: records - lines.length, refused: lines.length, reason };
  }
  await removeDeadLetter(letter);
  return { name, output, delivered: records, refused: 0, reason: "" };
}
