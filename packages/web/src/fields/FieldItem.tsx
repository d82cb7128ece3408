import type { FieldSummary } from "@cordwood/server/api";
import type { ReactElement } from "react";
import type { Range } from "../range/range.js";
import { IconButton } from "../shell/IconButton.js";
import { formatShare } from "../text/count.js";
import { Text } from "../text/Text.js";
import type { FieldActions } from "./FieldSidebar.js";
import { TopValues } from "./TopValues.js";

const signs: Record<FieldSummary["type"], string> = { string: "a", number: "#", boolean: "?", time: "t" };

/** One field with its type and the share of records that have it; opened, with its top values. */
export function FieldItem(props: {
  field: FieldSummary;
  query: string;
  range: Range | null;
  shown: boolean;
  open: boolean;
  onOpen: () => void;
  actions: FieldActions;
}): ReactElement {
  const { field, shown, open, actions } = props;
  const column = shown ? `Remove column ${field.name}` : `Show ${field.name} as a column`;
  return (
    <li className={`field ${open ? "open" : ""}`}>
      <div className="field-line">
        <button type="button" className="field-name" aria-expanded={open} onClick={props.onOpen}>
          <span className="field-type" title={field.type} aria-label={field.type}>
            {signs[field.type]}
          </span>
          <span className="field-text">
            <Text value={field.name} />
          </span>
          {field.share < 1 ? (
            <span className="field-share" title="Share of the records that have it">
              {formatShare(field.share)}
            </span>
          ) : null}
        </button>
        <IconButton
          icon={shown ? "close" : "columns"}
          label={column}
          className="on-hover"
          onClick={() => actions.toggleColumn(field.name)}
        />
      </div>
      {open ? <TopValues query={props.query} range={props.range} field={field.name} onFilter={actions.filter} /> : null}
    </li>
  );
}
