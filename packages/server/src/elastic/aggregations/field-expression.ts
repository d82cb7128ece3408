import { quoteText } from "@cordwood/store/query";
import { parsingError } from "../elastic-error.js";
import { isDate, searchField } from "../field-name.js";
import { type Body, shown } from "../json-shape.js";

/** The field that an aggregation works on. @throws ElasticError when it names none */
export function fieldOf(body: Body, kind: string): string {
  const { field } = body;
  if (typeof field === "string" && field !== "") return field;
  if (body["script"] !== undefined) throw parsingError(`[${kind}] scripts are not supported here`);
  throw parsingError(`Required one of fields [field, script], but none were specified.`);
}

/** Its numbers as an expression; `missing` stands for records without it. */
export function numbersOf(body: Body, kind: string): string {
  const name = searchField(fieldOf(body, kind));
  const { missing } = body;
  return typeof missing === "number" ? `if(empty(${name}), ${missing}, tonumber(${name}))` : name;
}

/** Its values as an expression. */
export function valuesOf(body: Body, kind: string): string {
  const name = searchField(fieldOf(body, kind));
  const { missing } = body;
  if (missing === undefined || missing === null) return name;
  return `if(empty(${name}), ${quoteText(shown(missing))}, tostring(${name}))`;
}

/** Whether an aggregation works on times. */
export function onDates(body: Body): boolean {
  return typeof body["field"] === "string" && isDate(body["field"]);
}
