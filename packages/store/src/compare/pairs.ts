import type { Engine } from "../engine/engine.js";
import { compareRowsMax, compareValueCharactersMax } from "../limits.js";
import { integer, list, type Sql, sql, text, textArray } from "../query/sql.js";
import type { Selection } from "../selection.js";
import type { QueryStats } from "../store.js";
import { rangeFrom, withoutRepeats } from "./ranges.js";
import { bothSides, type Found, type Sides } from "./sides.js";
import { significanceSql } from "./significance.js";

/** Fields of every record that are compared; the others are as good as unique, or compared as templates. */
const baseNames = ["level", "service", "host", "logger", "dataset", "parse_error"] as const;

/**
 * Pairs of name and value, marked 0, and after them, marked 1, the lower ends of the ranges in which the numbers lie:
 * 10, 20, 50, 100, … Numbers of two digits and more are seldom the same twice; that they have become larger shows only so.
 */
const withRanges: Sql = sql`arrayConcat(
  arrayMap((k, v) -> (0, k, v), mapKeys(compared_pairs), mapValues(compared_pairs)),
  arrayMap((k, n) -> (1, k, toString(toUInt64(exp10(length(n) - 1)) * multiIf(n >= '5', 5, n >= '2', 2, 1))),
    arrayFilter((k, v) -> match(v, '^[1-9][0-9]{1,14}([.][0-9]+)?$'), mapKeys(compared_pairs), mapValues(compared_pairs)),
    arrayMap(v -> splitByChar('.', v)[1], arrayFilter(v -> match(v, '^[1-9][0-9]{1,14}([.][0-9]+)?$'), mapValues(compared_pairs)))))`;

/** The values of fields whose frequency differs most between the sides. */
export async function countPairs(
  engine: Engine,
  sides: Sides,
  without: readonly string[],
  signal?: AbortSignal,
): Promise<{ found: Found[]; stats: QueryStats }> {
  const both = bothSides(sides, (of) => sql`${pairsOf(of)} AS compared_pairs`);
  const [here, there] = [sql`compared_here`, sql`compared_there`];
  const order = significanceSql(here, there, ...sides.counts);
  const { rows, stats } = await engine.query(
    "read",
    sql`SELECT compared_kind, compared_name, compared_value, countIf(compared_side = 1) AS ${here}, countIf(compared_side = 0) AS ${there}
FROM (SELECT compared_side, arrayJoin(${withRanges}) AS compared, compared.1 AS compared_kind, compared.2 AS compared_name,
compared.3 AS compared_value FROM ${both}) WHERE compared_name NOT IN ${textArray(["", ...without])} AND compared_value != ''
AND lengthUTF8(compared_value) <= ${integer(compareValueCharactersMax)}
GROUP BY compared_kind, compared_name, compared_value HAVING greatest(${here}, ${there}) > 2
ORDER BY ${order} DESC, compared_kind, compared_name, compared_value LIMIT ${integer(compareRowsMax)}`,
    signal,
  );
  return { found: withoutRepeats(rows.map((row) => toFound(row))), stats };
}

/** All fields of a record as one map; a field of every record hides an attribute of the same name. */
function pairsOf(selection: Selection): Sql {
  const base = baseNames.map((name) => sql`${text(name)}, toString(${selection.resolve(name).sql})`);
  return sql`mapUpdate(${selection.attributes}, CAST(map(${list(base)}) AS Map(LowCardinality(String), String)))`;
}

function toFound([kind, name, written, here, there]: readonly unknown[]): Found {
  const [field, value] = [String(name), String(written)];
  const counts = [Number(here), Number(there)] as const;
  return Number(kind) === 0 ? { kind: "value", field, value, counts } : { ...rangeFrom(field, Number(value)), counts };
}
