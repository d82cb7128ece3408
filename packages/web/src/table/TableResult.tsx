import type { TableResponse } from "@cordwood/server/api";
import type { ReactElement } from "react";
import { tableRowsMax } from "../limits.js";
import type { Zone } from "../range/instant.js";
import { formatCount } from "../text/count.js";
import { Hints } from "../explore/Hints.js";
import { notesOf } from "../explore/notesOf.js";
import { Chart } from "./Chart.js";
import { chartOf } from "./chartOf.js";
import { DataTable } from "./DataTable.js";
import { PatternList } from "./PatternList.js";
import { patternsOf } from "./patternsOf.js";

/** The answer of a query with stages: a table, with a chart above when it has a time column. */
export function TableResult(props: {
  table: TableResponse;
  stale: boolean;
  zone: Zone;
  onFilter: (field: string, value: string, exclude: boolean) => void;
  onNarrow: (clause: string) => void;
}): ReactElement {
  const { table, stale, zone, onFilter, onNarrow } = props;
  const chart = chartOf(table);
  const patterns = patternsOf(table) !== null;
  const count = table.rows.length;
  return (
    <div className={`results table-result ${stale ? "stale" : ""}`}>
      <Hints hints={notesOf(table)} />
      {chart ? <Chart chart={chart} zone={zone} /> : null}
      {patterns ? (
        <PatternList table={table} onShow={onNarrow} />
      ) : (
        <DataTable table={table} zone={zone} onFilter={onFilter} />
      )}
      <p className="note">
        {count === 0 ? "The query answers with no rows." : `${formatCount(count)} ${count === 1 ? "row" : "rows"}`}
        {count > tableRowsMax ? `, of which the first ${formatCount(tableRowsMax)} are shown` : ""}
      </p>
    </div>
  );
}
