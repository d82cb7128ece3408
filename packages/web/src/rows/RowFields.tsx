import type { Row } from "@cordwood/server/api";
import type { ReactElement } from "react";
import { rowTextCharsMax } from "../limits.js";
import { IconButton } from "../shell/IconButton.js";
import { Text } from "../text/Text.js";
import { recordFields } from "./fieldValue.js";

/** All fields of a record as a compact list below its line. */
export function RowFields(props: {
  row: Row;
  onFilter: (field: string, value: string, exclude: boolean) => void;
}): ReactElement {
  return (
    <dl className="row-fields">
      {recordFields(props.row).map(({ name, value }) => (
        <div key={name}>
          <dt>
            <Text value={name} />
          </dt>
          <dd>
            <Text value={value.slice(0, rowTextCharsMax)} layout="block" />
            <span className="on-hover">
              <IconButton
                icon="plus"
                label={`Only ${name} of this value`}
                onClick={() => props.onFilter(name, value, false)}
              />
              <IconButton
                icon="minus"
                label={`Without ${name} of this value`}
                onClick={() => props.onFilter(name, value, true)}
              />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
