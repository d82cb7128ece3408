import type { ReactElement } from "react";
import { useFieldValues } from "../api/useFieldValues.js";
import type { Range } from "../range/range.js";
import { IconButton } from "../shell/IconButton.js";
import { formatCompact, formatCount, formatShare } from "../text/count.js";
import { shorten } from "../text/shorten.js";
import { Text } from "../text/Text.js";
import { visibleText } from "../text/visible.js";

/** What fits on two lines of the field list. */
const valueCharsMax = 28;

/** The most frequent values of a field, each to be filtered for or out. */
export function TopValues(props: {
  query: string;
  range: Range | null;
  field: string;
  onFilter: (field: string, value: string, exclude: boolean) => void;
}): ReactElement {
  const { field, onFilter } = props;
  const values = useFieldValues(props.query, props.range, field);
  if (values.error) return <p className="note">Could not load the values: {values.error.message}</p>;
  if (values.data === undefined) return <div className="skeleton-lines" aria-label="Loading" />;
  const { total, approximate } = values.data;
  if (values.data.values.length === 0) return <p className="note">No record here has a value for it.</p>;
  return (
    <ul
      className="values"
      title={approximate === true ? "estimates from a sample" : undefined}
      aria-label={`Top values of ${field}`}
    >
      {values.data.values.map(({ value, count }) => (
        <li key={value}>
          <button
            type="button"
            className="value"
            title={`${visibleText(value)}: ${formatCount(count)} of ${formatCount(total)} records`}
            onClick={() => onFilter(field, value, false)}
          >
            <span className="value-text">
              {value === "" ? <i>empty</i> : <Text value={shorten(value, valueCharsMax)} />}
            </span>
            <span className="value-count">
              {approximate === true ? "≈" : ""}
              {formatCompact(count)}
            </span>
            <span className="value-share">{total > 0 ? formatShare(count / total) : ""}</span>
            <meter min={0} max={Math.max(1, total)} value={count} />
          </button>
          <IconButton
            icon="plus"
            label={`Only ${field} ${visibleText(value)}`}
            onClick={() => onFilter(field, value, false)}
          />
          <IconButton
            icon="minus"
            label={`Without ${field} ${visibleText(value)}`}
            onClick={() => onFilter(field, value, true)}
          />
        </li>
      ))}
    </ul>
  );
}
