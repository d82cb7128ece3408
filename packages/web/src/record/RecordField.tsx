import { type ReactElement, useState } from "react";
import { recordTextCharsMax } from "../limits.js";
import { CopyButton } from "../shell/CopyButton.js";
import { IconButton } from "../shell/IconButton.js";
import { Text } from "../text/Text.js";

/** One field of an opened record with what can be done with its value. */
export function RecordField(props: {
  name: string;
  value: string;
  shown: boolean;
  onFilter?: (field: string, value: string, exclude: boolean) => void;
  onColumn?: (field: string) => void;
}): ReactElement {
  const { name, value, shown, onFilter, onColumn } = props;
  const [whole, setWhole] = useState(false);
  const cut = !whole && value.length > recordTextCharsMax;
  return (
    <tr className={value.includes("\n") ? "tall" : undefined}>
      <th scope="row">
        <Text value={name} />
      </th>
      <td>
        <span className="record-value">
          <Text value={cut ? value.slice(0, recordTextCharsMax) : value} layout="block" />
        </span>
        {cut ? (
          <button type="button" className="link" onClick={() => setWhole(true)}>
            Show all
          </button>
        ) : null}
      </td>
      <td className="record-field-actions">
        {onFilter && name !== "time" ? (
          <>
            <IconButton icon="plus" label={`Only ${name} of this value`} onClick={() => onFilter(name, value, false)} />
            <IconButton
              icon="minus"
              label={`Without ${name} of this value`}
              onClick={() => onFilter(name, value, true)}
            />
          </>
        ) : null}
        {onColumn && name !== "time" ? (
          <IconButton
            icon="columns"
            label={shown ? `Remove column ${name}` : `Show ${name} as a column`}
            pressed={shown}
            onClick={() => onColumn(name)}
          />
        ) : null}
        <CopyButton text={() => value} label={`Copy ${name}`} />
      </td>
    </tr>
  );
}
