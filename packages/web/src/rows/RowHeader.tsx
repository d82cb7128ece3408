import type { ReactElement } from "react";
import type { Zone } from "../range/instant.js";
import { IconButton } from "../shell/IconButton.js";
import { Text } from "../text/Text.js";

/** Names of the columns; a chosen one can be taken away. */
export function RowHeader(props: {
  columns: readonly string[];
  zone: Zone;
  onRemove: (column: string) => void;
}): ReactElement {
  return (
    <div className="row-header row-line" role="row" aria-rowindex={1}>
      <span role="columnheader" className="cell-expand" aria-label="Expand" />
      <span role="columnheader" className="cell-time">
        Time <small>{props.zone === "utc" ? "UTC" : "local"}</small>
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
