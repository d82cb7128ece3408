// Functions that a statement of `sql` may call: all that only compute. Those that read files, settings, other tables,
// dictionaries or the network, and those that wait, are left out.

import type { Engine } from "../engine/engine.js";
import { sql } from "../query/sql.js";

/** Categories of system.functions whose members all only compute. */
const refusedCategories = new Set([
  "AI",
  "Dictionary",
  "Embedded Dictionary",
  "Introspection",
  "Machine Learning",
  "Other",
  "",
]);

/** Members of the other categories that do more than compute. */
const refusedNames = new Set(["file", "sleep", "sleepeachrow", "reversednsquery", "url", "getmacro"]);

/** Members of `Other` that only compute. */
const harmless: readonly string[] = `
  bar transform identity materialize ignore totypename bytesize visiblewidth digits formatreadablesize
  formatreadablequantity formatreadabletimedelta formatreadabledecimalsize parsereadablesize
  parsereadablesizeornull parsereadablesizeorzero parsetimedelta countdigits runningdifference
  runningdifferencestartingwithfirstvalue runningaccumulate neighbor rownumberinblock
  rownumberinallblocks finalizeaggregation initializeaggregation lowcardinalitykeys
  lowcardinalityindices getsubcolumn varianttype variantelement lambda exists grouping nothing
  isdecimaloverflow isconstant version currentdatabase macnumtostring macstringtonum
`
  .trim()
  .split(/\s+/);

/** Names in lower case of what the engine has and a statement may call, aggregates and their combinators included. */
export async function loadAllowedFunctions(engine: Engine): Promise<ReadonlySet<string>> {
  const { rows } = await engine.query(
    "admin",
    sql`SELECT lower(f.name), if(f.alias_to = '', f.categories, t.categories), f.is_aggregate, lower(f.alias_to)
FROM system.functions AS f LEFT JOIN system.functions AS t ON t.name = f.alias_to`,
  );
  const allowed = new Set(harmless);
  for (const [name, category, aggregate, target] of rows) {
    const refused = refusedNames.has(String(name)) || refusedNames.has(String(target));
    if (refused) continue;
    if (Number(aggregate) === 1 || !refusedCategories.has(String(category))) allowed.add(String(name));
  }
  return allowed;
}
