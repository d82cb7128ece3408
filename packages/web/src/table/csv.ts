import type { TableResponse } from "@cordwood/server/api";
import { cellText } from "./cell.js";

/** A text that a spreadsheet would run as a formula; numbers are none (OWASP, "CSV Injection"). */
const formula = /^[=+\-@\t\r]/;
const number = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function cell(value: unknown): string {
  const text = cellText(value);
  const safe = formula.test(text) && !number.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Writes a table as CSV (RFC 4180). */
export function printCsv(table: TableResponse): string {
  const lines = [table.columns.map((column) => column.name), ...table.rows];
  return lines.map((line) => `${line.map((value) => cell(value)).join(",")}\r\n`).join("");
}
