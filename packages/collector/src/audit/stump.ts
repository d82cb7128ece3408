import type { RemovedRange } from "@cordwood/store";
import { auditStumpRangesMax } from "../limits.js";
import type { OwnRecord } from "./own-record.js";
import { removedText } from "./removed-range.js";
import { auditNames } from "./reserved-names.js";

/**
 * The records that stand for removed ones. Each has the time of the newest record that it stands for: it is found where
 * that was, and shares partitions of months and years with other old records.
 */
export function stumps(ranges: readonly RemovedRange[]): OwnRecord[] {
  const parts: RemovedRange[][] = [];
  for (let at = 0; at < ranges.length; at += auditStumpRangesMax)
    parts.push(ranges.slice(at, at + auditStumpRangesMax));
  return parts.map((part) => ({
    kind: "stump",
    message: `retention removed ${part.reduce((sum, { records }) => sum + records, 0)} audit records`,
    attributes: { [auditNames.removed]: removedText(part) },
    time: part
      .reduce((newest, { to }) => (BigInt(to) > newest ? BigInt(to) : newest), BigInt(part[0]?.to ?? 0))
      .toString(),
  }));
}
