import type { Row } from "@cordwood/server/api";
import type { ReactElement } from "react";
import { recordFields } from "../rows/fieldValue.js";
import { RecordField } from "./RecordField.js";
import type { RecordActions } from "./RecordPanel.js";

/** All fields of an opened record. */
export function RecordBody(props: { row: Row; columns: readonly string[]; actions: RecordActions }): ReactElement {
  const { row, columns, actions } = props;
  return (
    <table className="record-fields">
      <caption className="offscreen">Fields of the record</caption>
      <tbody>
        {recordFields(row)
          .filter(({ name }) => name !== "message")
          .map(({ name, value }) => (
            <RecordField
              key={name}
              name={name}
              value={value}
              shown={columns.includes(name)}
              onFilter={actions.filter}
              onColumn={actions.toggleColumn}
            />
          ))}
        <RecordField name="id" value={row.id} shown={false} />
      </tbody>
    </table>
  );
}
