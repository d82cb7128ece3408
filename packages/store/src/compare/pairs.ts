import type { Engine } from "../engine/engine.js";
import { compareRowsMax, compareValueCharactersMax } from "../limits.js";
import { integer, list, type Sql, sql, text, textArray } from "../query/sql.js";
import type { Selection } from "../selection.js";
import type { QueryStats } from "../store.js";
import { bothSides, type Found, type Sides } from "./sides.js";
import { significanceSql } from "./significance.js";

/** Fields of every record that are compared; the others are as good as unique, or compared as templates. */
const baseNames = ["level", "service", "host", "logger", "dataset", "parse_error"] as const;

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
    sql`SELECT compared_name, compared_value, countIf(compared_side = 1) AS ${here}, countIf(compared_side = 0) AS ${there}
FROM ${both} ARRAY JOIN mapKeys(compared_pairs) AS compared_name, mapValues(compared_pairs) AS compared_value
WHERE compared_name NOT IN ${textArray(["", ...without])} AND compared_value != ''
AND lengthUTF8(compared_value) <= ${integer(compareValueCharactersMax)}
GROUP BY compared_name, compared_value HAVING greatest(${here}, ${there}) > 2
ORDER BY ${order} DESC, compared_name, compared_value LIMIT ${integer(compareRowsMax)}`,
    signal,
  );
  return { found: rows.map((row) => toFound(row)), stats };
}

/** All fields of a record as one map; a field of every record hides an attribute of the same name. */
function pairsOf(selection: Selection): Sql {
  const base = baseNames.map((name) => sql`${text(name)}, toString(${selection.resolve(name).sql})`);
  return sql`mapUpdate(${selection.attributes}, CAST(map(${list(base)}) AS Map(LowCardinality(String), String)))`;
}

function toFound([field, value, here, there]: readonly unknown[]): Found {
  return { kind: "value", field: String(field), value: String(value), counts: [Number(here), Number(there)] };
}
