import type { ReactElement } from "react";
import type { Zone } from "../range/instant.js";
import { Icon } from "../shell/Icon.js";
import { IconButton } from "../shell/IconButton.js";
import { Text } from "../text/Text.js";

/** Names of the columns; a chosen one can be taken away. */
export function RowHeader(props: {
  columns: readonly string[];
  zone: Zone;
  order: "asc" | "desc";
  /** Turns the order round; null where the newest must be on top. */
  onOrder: (() => void) | null;
  onRemove: (column: string) => void;
}): ReactElement {
  return (
    <div className="row-header row-line" role="row" aria-rowindex={1}>
      <span role="columnheader" className="cell-expand" aria-label="Expand" />
      <span role="columnheader" className="cell-time" aria-sort={props.order === "asc" ? "ascending" : "descending"}>
        <button
          type="button"
          title="Newest or oldest first"
          disabled={props.onOrder === null}
          onClick={props.onOrder ?? undefined}
        >
          Time <small>{props.zone === "utc" ? "UTC" : "local"}</small>
          <Icon name={props.order === "asc" ? "up" : "down"} />
        </button>
      </span>
      <span role="columnheader" className="cell-level">
        Level
      </span>
      <span role="columnheader" className="cell-service">
        Service
      </span>
      {props.columns.map((column) => (
        <span role="columnheader" className="cell-column" key={column}>
          <Text value={column} />
          <IconButton icon="close" label={`Remove column ${column}`} onClick={() => props.onRemove(column)} />
        </span>
      ))}
      <span role="columnheader" className="cell-message">
        Message
      </span>
    </div>
  );
}
