// What a statement of `sql` may touch, told from the syntax tree that the engine makes of it: the table logs, results
// of its own subqueries, and functions that only compute.

import { StoreError } from "../errors.js";

function forbid(reason: string): never {
  throw new StoreError("CW_STORE_SQL_FORBIDDEN", { reason });
}

/** Table functions that read nothing. */
const tableFunctions = new Set(["numbers", "generateseries", "generate_series", "values"]);

/** Endings of aggregate functions: `countIf`, `sumOrNull`. */
const combinator = /(?:if|array|map|distinct|ornull|ordefault|state|merge|resample|foreach|simplestate|argmin|argmax)$/;

interface TreeLine {
  depth: number;
  kind: string;
  name: string;
}

function readLine(line: string): TreeLine {
  const depth = line.length - line.trimStart().length;
  const [kind = "", name = ""] = line.trim().split(" ");
  return { depth, kind, name };
}

/**
 * Checks the lines of `EXPLAIN AST`.
 * @throws StoreError `CW_STORE_SQL_FORBIDDEN` naming what is not allowed.
 */
export function checkSyntaxTree(lines: readonly string[], database: string, functions: ReadonlySet<string>): void {
  const tree = lines.map(readLine);
  const root = tree[0]?.kind ?? "";
  if (root !== "SelectWithUnionQuery" && root !== "SelectQuery") forbid("it is no SELECT");
  for (const [index, node] of tree.entries()) {
    const parent = tree[index - 1]?.kind === "TableExpression" ? "TableExpression" : "";
    checkNode(node, parent, database, functions);
  }
}

function checkNode(node: TreeLine, parent: string, database: string, functions: ReadonlySet<string>): void {
  switch (node.kind) {
    case "TableIdentifier":
    case "Identifier":
      return checkName(node.name, database);
    case "Function":
      return parent === "TableExpression" ? checkTableFunction(node.name) : checkFunction(node.name, functions);
    case "Set":
      return forbid("SETTINGS cannot be used");
    default:
  }
}

/** A qualified name may begin with an alias or a column, but with no database but ours. */
function checkName(name: string, database: string): void {
  const [first = "", ...rest] = name.split(".");
  if (rest.length === 0) return;
  const other = first.toLowerCase();
  if (other === "system" || other === "information_schema" || other === "default") forbid(`it reads ${name}`);
  if (first === database && rest[0] !== "logs") forbid(`it reads ${name}`);
}

function checkTableFunction(name: string): void {
  if (!tableFunctions.has(name.toLowerCase())) forbid(`the table function ${name} cannot be used`);
}

function checkFunction(name: string, functions: ReadonlySet<string>): void {
  let known = name.toLowerCase();
  while (!functions.has(known)) {
    const shorter = known.replace(combinator, "");
    if (shorter === known) forbid(`the function ${name} cannot be used`);
    known = shorter;
  }
}
