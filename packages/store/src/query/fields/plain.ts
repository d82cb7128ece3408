import type { Scalar } from "../filter.js";
import type { Glob } from "../literal.js";
import { escapeRegex } from "../message.js";
import type { FieldSource } from "../schema.js";
import { anyOf, float, type Sql, sql, text } from "../sql.js";
import { isExactNumber, numberOf, toNumber, toText } from "../value.js";
import type { Comparison, FieldSemantics } from "./semantics.js";

const comparisons: Readonly<Record<Comparison, Sql>> = { ">": sql`>`, ">=": sql`>=`, "<": sql`<`, "<=": sql`<=` };

/** `a > b` */
export function ordered(left: Sql, operator: Comparison, right: Sql): Sql {
  return sql`${left} ${comparisons[operator]} ${right}`;
}

function equals(value: Scalar, source: FieldSource): Sql {
  const number = value.quoted ? undefined : numberOf(value.text);
  const sameText = sql`${toText(source)} = ${text(value.text)}`;
  if (number === undefined || !isExactNumber(value.text)) return sameText;
  const sameNumber = sql`${toNumber(source)} = ${float(number)}`;
  return source.type === "number" || source.number !== undefined ? sameNumber : anyOf([sameText, sameNumber]);
}

function compare(operator: Comparison, value: Scalar, source: FieldSource): Sql {
  const number = value.quoted ? undefined : numberOf(value.text);
  if (number !== undefined) return ordered(toNumber(source), operator, float(number));
  return sql`(${source.present} AND ${ordered(toText(source), operator, text(value.text))})`;
}

function glob(pieces: Glob, source: FieldSource): Sql {
  const value = toText(source);
  const [first = "", last = ""] = pieces;
  if (pieces.length === 2 && last === "") return sql`startsWith(${value}, ${text(first)})`;
  if (pieces.length === 2 && first === "") return sql`endsWith(${value}, ${text(last)})`;
  return sql`match(${value}, ${text(`(?s)^${pieces.map(escapeRegex).join(".*")}$`)})`;
}

/** Every field without rules of its own: exact, with case, from the first to the last character. */
export const plainField: FieldSemantics = {
  equals,
  compare,
  glob,
  regex: (pattern, source) => sql`match(${toText(source)}, ${text(pattern)})`,
};
