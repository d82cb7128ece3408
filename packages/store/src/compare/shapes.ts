import type { Engine } from "../engine/engine.js";
import { mineTemplates, type Sample } from "../query/index.js";
import { patternShapesMax } from "../query/limits.js";
import { integer, sql, type Sql } from "../query/sql.js";
import type { Selection } from "../selection.js";
import type { QueryStats } from "../store.js";
import { bothSides, type Found, type Sides } from "./sides.js";

type Counts = readonly [selection: number, baseline: number];

/** The templates of the messages of both sides, found together, and how many records each side has in all. */
export async function countShapes(
  engine: Engine,
  sides: Sides,
  signal?: AbortSignal,
): Promise<{ found: Found[]; counts: Counts; stats: QueryStats }> {
  const both = bothSides(sides, (of) => sql`${shapeOf(of)} AS compared_shape, ${messageOf(of)} AS compared_message`);
  const { rows, stats } = await engine.query(
    "read",
    sql`SELECT *, sum(compared_here) OVER (), sum(compared_there) OVER () FROM (
SELECT min(compared_message), max(compared_message), countIf(compared_side = 1) AS compared_here, countIf(compared_side = 0) AS compared_there
FROM ${both} GROUP BY compared_shape) ORDER BY compared_here + compared_there DESC, 1 LIMIT ${integer(patternShapesMax)}`,
    signal,
  );
  const counts: Counts = [Number(rows[0]?.[4] ?? 0), Number(rows[0]?.[5] ?? 0)];
  return { found: templatesOf(rows), counts, stats };
}

function messageOf(selection: Selection): Sql {
  return sql`toString(${selection.resolve("message").sql})`;
}

/** The table keeps the hash of the shape; elsewhere it is made the same way. */
function shapeOf(selection: Selection): Sql {
  return selection.stored
    ? sql`pattern`
    : sql`cityHash64(translate(${messageOf(selection)}, '0123456789abcdefABCDEF', ''))`;
}

/** Each shape gives its least and its greatest message; the template of the former gets the counts. */
function templatesOf(rows: readonly unknown[][]): Found[] {
  const samples: Sample[] = [];
  const counts: Counts[] = [];
  for (const [first, last, here, there] of rows) {
    const all = Number(here) + Number(there);
    const half = first === last ? 0 : Math.floor(all / 2);
    samples.push({ message: String(first), count: all - half }, { message: String(last), count: half });
    counts.push([Number(here), Number(there)]);
  }
  return mineTemplates(samples).map(({ template, query, samples: places }) => {
    const shapes = places.filter((place) => place % 2 === 0).map((place): Counts => counts[place / 2] ?? [0, 0]);
    const sum = (side: 0 | 1): number => shapes.reduce((total, each) => total + each[side], 0);
    return { kind: "template", field: "message", value: template, query, counts: [sum(0), sum(1)] };
  });
}
