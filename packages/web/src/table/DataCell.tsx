import type { ReactElement } from "react";
import type { Zone } from "../range/instant.js";
import { IconButton } from "../shell/IconButton.js";
import { Text } from "../text/Text.js";
import { cellText, type ColumnKind, formatCell } from "./cell.js";

/** One value of a table; a text can become a filter. */
export function DataCell(props: {
  value: unknown;
  kind: ColumnKind;
  zone: Zone;
  digits: number;
  field: string;
  onFilter: (field: string, value: string, exclude: boolean) => void;
}): ReactElement {
  const { value, kind, zone, digits, field, onFilter } = props;
  const text = cellText(value);
  return (
    <td className={kind}>
      {text === "" ? <span className="muted">–</span> : <Text value={formatCell(value, kind, zone, digits)} />}
      {kind === "text" && text !== "" ? (
        <span className="on-hover">
          <IconButton icon="plus" label={`Only ${field} of this value`} onClick={() => onFilter(field, text, false)} />
          <IconButton
            icon="minus"
            label={`Without ${field} of this value`}
            onClick={() => onFilter(field, text, true)}
          />
        </span>
      ) : null}
    </td>
  );
}
