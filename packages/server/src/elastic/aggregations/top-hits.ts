import type { Row } from "@cordwood/store";
import { argumentError } from "../elastic-error.js";
import type { Body } from "../json-shape.js";
import { toHit } from "../hit.js";
import { readSort, sortStage } from "../sort.js";
import { readSource } from "../source-filter.js";
import type { BucketKind } from "./aggregation.js";
import { groupId, statsOf } from "./level.js";

/** Records of each bucket at most. */
const hitsMax = 100;

/** All records that the buckets of one aggregation may have together. */
const allHitsMax = 10_000;

/** `top_hits`: the first records of each bucket. */
export const topHits: BucketKind = async ({ aggregation: { body }, level, ask }) => {
  const size = Number(body["size"] ?? 3);
  if (!Number.isInteger(size) || size < 0 || size > hitsMax)
    throw argumentError(
      `Top hits result window is too large, the top hits aggregator must have a size of at most ${hitsMax}`,
    );
  const sort = readSort(body["sort"]);
  const source = readSource(body["_source"]);
  const named = level.keys.map((key, index) => `topk${index} = tostring(${key})`);
  const by = level.keys.length === 0 ? "" : ` by ${level.keys.map((_, index) => `topk${index}`).join(", ")}`;
  const stages = [
    ...level.stages,
    ...(named.length === 0 ? [] : [`eval ${named.join(", ")}`]),
    ...sortStage(sort),
    `limit ${Math.max(1, size)}${by}`,
  ];
  const rows = await ask.records([level.query, ...stages].join(" | "), allHitsMax);
  const counts = await ask.table(statsOf(level, []));
  const totals = new Map(counts.map((row) => [groupId(row.slice(0, -1).map(String)), Number(row.at(-1))]));
  const lists = listsOf(rows, level.keys.length);
  return (group): Body => {
    const id = groupId(group.map(String));
    const hits = (lists.get(id) ?? []).slice(0, size).map((row) => toHit(row, { sort, source }));
    return { hits: { total: { value: totals.get(id) ?? 0, relation: "eq" }, max_score: null, hits } };
  };
};

/** Records by their group, which stands among their attributes. */
function listsOf(rows: readonly Row[], keys: number): Map<string, Row[]> {
  const lists = new Map<string, Row[]>();
  for (const row of rows) {
    const group = Array.from({ length: keys }, (_, index) => row.attributes[`topk${index}`] ?? "");
    const others = Object.entries(row.attributes).filter(([name]) => !/^topk\d+$/.test(name));
    const plain = { ...row, attributes: Object.fromEntries(others) };
    const list = lists.get(groupId(group));
    if (list === undefined) lists.set(groupId(group), [plain]);
    else list.push(plain);
  }
  return lists;
}
