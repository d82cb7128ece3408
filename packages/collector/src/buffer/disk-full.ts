// A full disk is backpressure: the same append is tried again until there is room.
import { reasonOf, systemCodeOf } from "../errors.js";
import { diskRetryMs } from "../limits.js";
import type { BufferEvent } from "./buffer-options.js";

/** True for the errors of a disk or quota without room. */
export function isDiskFull(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes(systemCodeOf(error));
}

/** Repeats `attempt` while the disk is full, until `givenUp` answers true; reports the begin and end of it once. */
export async function untilDiskHasRoom<T>(
  attempt: () => Promise<T>,
  onEvent: (event: BufferEvent) => void,
  givenUp: () => boolean,
): Promise<T> {
  for (let reported = false; ;) {
    try {
      const result = await attempt();
      if (reported) onEvent({ kind: "disk_ok" });
      return result;
    } catch (error) {
      if (!isDiskFull(error) || givenUp()) throw error;
      if (!reported) onEvent({ kind: "disk_full", reason: reasonOf(error) });
      reported = true;
      await new Promise((resolve) => {
        setTimeout(resolve, diskRetryMs);
      });
    }
  }
}
