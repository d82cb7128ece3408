import type { Row } from "@cordwood/server/api";
import { memo, type ReactElement } from "react";
import { levelStep } from "../level/level.js";
import { rowTextCharsMax } from "../limits.js";
import type { Zone } from "../range/instant.js";
import { Text } from "../text/Text.js";
import { fieldValue, rowText } from "./fieldValue.js";
import { LevelTag } from "./LevelTag.js";
import { RowFields } from "./RowFields.js";
import { TimeCell } from "./TimeCell.js";

/** What happens to a row. */
export interface RowActions {
  open: (row: Row) => void;
  toggle: (row: Row) => void;
  filter: (field: string, value: string, exclude: boolean) => void;
}

/** A click that ends a selection of text is not meant for the row. */
function selectsText(): boolean {
  return (getSelection()?.toString() ?? "") !== "";
}

/** One record as a line of the list, with all its fields below when it is expanded. */
export const RowLine = memo(function RowLine(props: {
  row: Row;
  index: number;
  columns: readonly string[];
  zone: Zone;
  wrap: boolean;
  selected: boolean;
  expanded: boolean;
  hits: RegExp | null;
  actions: RowActions;
}): ReactElement {
  const { row, index, columns, zone, wrap, selected, expanded, hits, actions } = props;
  const text = rowText(row);
  const message = text.length > rowTextCharsMax ? `${text.slice(0, rowTextCharsMax)}…` : text;
  return (
    <div
      role="row"
      id={`row-${row.id}`}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={`row edge-${levelStep(row.level, row.severity)} ${wrap ? "wrap" : ""} ${expanded ? "expanded" : ""}`}
    >
      {/* Pointer only: the keyboard opens the selected row from the list (Enter). */}
      <div className="row-line" onClick={() => (selectsText() ? undefined : actions.open(row))}>
        <span role="gridcell" className="cell-expand">
          <button
            type="button"
            className="expand"
            tabIndex={-1}
            aria-label={expanded ? "Collapse" : "Expand"}
            aria-expanded={expanded}
            onClick={(event) => {
              event.stopPropagation();
              actions.toggle(row);
            }}
          />
        </span>
        <span role="gridcell" className="cell-time">
          <TimeCell time={row.time} zone={zone} />
        </span>
        <span role="gridcell" className="cell-level">
          <LevelTag level={row.level} severity={row.severity} />
        </span>
        <span role="gridcell" className="cell-service">
          <Text value={row.service} />
        </span>
        {columns.map((column) => (
          <span role="gridcell" className="cell-column" key={column}>
            <Text value={fieldValue(row, column).slice(0, rowTextCharsMax)} />
          </span>
        ))}
        <span role="gridcell" className="cell-message">
          <Text value={message} layout={wrap ? "block" : "line"} hits={hits} />
        </span>
      </div>
      {expanded ? <RowFields row={row} onFilter={actions.filter} /> : null}
    </div>
  );
});
