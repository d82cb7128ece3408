// Looks at audit records before retention removes them. What stands for them is signed, so nothing may go under that
// signature that was not sealed: a row that was put in the place of a deleted one, with an old time.
import { auditNames, hashOf } from "@cordwood/collector/audit";
import type { RemovedRange, Store } from "@cordwood/store";
import { auditWindowRecords } from "../limits.js";
import { type Finding, findingAt } from "./finding.js";
import { readLines } from "./read-lines.js";
import { recordsQuery } from "./records-query.js";
import { readStored } from "./stored-record.js";

/** The first record of the ranges that is not what was sealed. */
export async function checkRemoval(
  store: Pick<Store, "export">,
  ranges: readonly RemovedRange[],
): Promise<Finding | undefined> {
  for (const range of ranges) {
    const finding = await checkRange(store, range);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

async function checkRange(store: Pick<Store, "export">, range: RemovedRange): Promise<Finding | undefined> {
  let { prev, first: next } = range;
  for (let from = range.first; from <= range.last; from += auditWindowRecords) {
    const to = Math.min(range.last, from + auditWindowRecords - 1);
    const stream = await store.export({ query: recordsQuery(range.writer, from, to), format: "ndjson" });
    for await (const { line } of readLines(stream as AsyncIterable<Uint8Array>)) {
      const stored = readStored(line);
      const { attributes } = stored.record;
      const hash = hashOf(stored.record);
      if (attributes[auditNames.hash] !== hash)
        return findingAt(stored, "content", "its content is not what was sealed");
      if (Number(attributes[auditNames.seq]) !== next) return findingAt(stored, "duplicate", `expected record ${next}`);
      if (attributes[auditNames.prev] !== prev)
        return findingAt(stored, "link", "it does not link to the record before");
      prev = hash;
      next += 1;
    }
  }
  if (next === range.last + 1 && prev === range.hash) return undefined;
  const place = { writer: range.writer, seq: next, id: "", time: range.to };
  return { property: "gap", ...place, detail: "it is no longer there, or not the one that was to be removed" };
}
