import { cellColumnsMax } from "../limits.js";
import type { Paint } from "./paint.js";
import { visible } from "./visible.js";
import { columnsOf, fitTo } from "./width.js";

/** A table as the API answers it. */
export interface Table {
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly unknown[])[];
}

/** Lays a table out in columns; numbers stand to the right. */
export function tableText(table: Table, paint: Paint): string {
  const names = table.columns.map((column) => visible(column.name));
  const cells = table.rows.map((row) => row.map(cellText));
  const widths = names.map((name, column) =>
    Math.max(columnsOf(name), ...cells.map((row) => columnsOf(row[column] ?? ""))),
  );
  const right = table.columns.map((column) => /^(?:Nullable\()?(?:U?Int|Float|Decimal|number)/.test(column.type));
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => padded(text, widths[column] ?? 0, right[column] === true))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [paint("strong", line(names)), paint("faint", rule), ...cells.map(line)].join("\n");
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return fitTo(visible(text), cellColumnsMax);
}

function padded(text: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - columnsOf(text)));
  return right ? space + text : text + space;
}
