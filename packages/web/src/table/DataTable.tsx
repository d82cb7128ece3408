import type { TableResponse } from "@cordwood/server/api";
import { type ReactElement, useMemo, useState } from "react";
import { tableRowsMax } from "../limits.js";
import type { Zone } from "../range/instant.js";
import { CopyButton } from "../shell/CopyButton.js";
import { Icon } from "../shell/Icon.js";
import { Text } from "../text/Text.js";
import { compareCells, columnKind, timeDigits } from "./cell.js";
import { printCsv } from "./csv.js";
import { DataCell } from "./DataCell.js";

interface Order {
  column: number;
  descending: boolean;
}

/** A click sorts by the column, a second one turns the order round, a third restores the query's own. */
function nextOrder(order: Order | null, column: number, number: boolean): Order | null {
  if (order?.column !== column) return { column, descending: number };
  return order.descending === number ? { column, descending: !number } : null;
}

/** A table of values, sorted by a click on a column's name. */
export function DataTable(props: {
  table: TableResponse;
  zone: Zone;
  onFilter: (field: string, value: string, exclude: boolean) => void;
}): ReactElement {
  const { table, zone, onFilter } = props;
  const [order, setOrder] = useState<Order | null>(null);
  const kinds = useMemo(() => table.columns.map((column) => columnKind(column.type)), [table]);
  const digits = useMemo(
    () => kinds.map((kind, at) => (kind === "time" ? timeDigits(table.rows.map((row) => row[at])) : 0)),
    [table, kinds],
  );
  const rows = useMemo(() => {
    const answered = table.rows.map((values, position) => ({ values, position }));
    if (order === null) return answered;
    const kind = kinds[order.column] ?? "text";
    return answered.toSorted((left, right) =>
      compareCells(left.values[order.column], right.values[order.column], kind, order.descending),
    );
  }, [table, kinds, order]);
  return (
    <div className="data-table" role="region" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.columns.map((column, index) => {
              const sorted = order?.column === index ? (order.descending ? "descending" : "ascending") : "none";
              return (
                <th key={column.name} scope="col" aria-sort={sorted} className={kinds[index]}>
                  <button type="button" onClick={() => setOrder(nextOrder(order, index, kinds[index] === "number"))}>
                    {column.approximate === true ? <span title="an estimate">≈ </span> : null}
                    <Text value={column.name} />
                    {sorted === "none" ? null : <Icon name={sorted === "descending" ? "down" : "up"} />}
                  </button>
                </th>
              );
            })}
            <th className="table-copy">
              <CopyButton text={() => printCsv(table)} label="Copy as CSV" />
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, tableRowsMax).map(({ values, position }) => (
            <tr key={position}>
              {values.map((value, at) => (
                <DataCell
                  key={table.columns[at]?.name ?? at}
                  value={value}
                  kind={kinds[at] ?? "text"}
                  zone={zone}
                  digits={digits[at] ?? 0}
                  field={table.columns[at]?.name ?? ""}
                  onFilter={onFilter}
                />
              ))}
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
