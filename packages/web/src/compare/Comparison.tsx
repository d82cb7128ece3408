import type { Difference } from "@cordwood/server/api";
import type { ReactElement } from "react";
import { useComparison } from "../api/useComparison.js";
import { refresh } from "../address/useAddress.js";
import { ErrorNote } from "../empty/ErrorNote.js";
import type { Zone } from "../range/instant.js";
import { formatSpan, type Range, type RangeText } from "../range/range.js";
import { rangeLabel } from "../range/rangeLabel.js";
import { formatCount } from "../text/count.js";
import { describeLift } from "./describeLift.js";
import { DifferenceItem } from "./DifferenceItem.js";

/** What is different in the shown range: values and messages that are more or less frequent than around it, or before. */
export function Comparison(props: {
  query: string;
  range: Range;
  within: RangeText | null;
  zone: Zone;
  onShow: (clause: string) => void;
  onClose: () => void;
}): ReactElement {
  const { query, range, within, zone, onShow, onClose } = props;
  const { data, error, isFetching } = useComparison(query, range, within);
  const baseline =
    within === null ? `the ${formatSpan(range.toMs - range.fromMs)} before` : `the rest of ${rangeLabel(within, zone)}`;
  if (error) return <ErrorNote error={error} onRetry={refresh} />;
  if (data === undefined) return <div className="skeleton-rows" role="status" aria-label="Comparing" />;
  const more = data.differences.filter((difference) => describeLift(difference).more);
  const less = data.differences.filter((difference) => !describeLift(difference).more);
  return (
    <section className={`results table-result ${isFetching ? "stale" : ""}`} aria-label="What is different here">
      <header className="comparison-head">
        <p>
          <span className="difference-key here" /> {formatCount(data.selection.count)} records here{" "}
          <span className="difference-key there" /> {formatCount(data.baseline.count)} in {baseline}
          {data.approximate ? <span className="muted"> · shares are estimates from a sample</span> : null}
        </p>
        <button type="button" className="button small" onClick={onClose}>
          Back to the records
        </button>
      </header>
      {data.differences.length === 0 ? (
        <p className="note">
          {data.selection.count === 0 || data.baseline.count === 0
            ? "There is nothing to compare: one side has no records."
            : "No value or message differs by more than chance would explain."}
        </p>
      ) : (
        <>
          <Differences title="More frequent here" differences={more} approximate={data.approximate} onShow={onShow} />
          <Differences title="Less frequent here" differences={less} approximate={data.approximate} onShow={onShow} />
        </>
      )}
    </section>
  );
}

/** Differences in one direction, the most significant first. */
function Differences(props: {
  title: string;
  differences: readonly Difference[];
  approximate: boolean;
  onShow: (clause: string) => void;
}): ReactElement | null {
  const { title, differences, approximate, onShow } = props;
  if (differences.length === 0) return null;
  return (
    <section className="differences" aria-label={title}>
      <h2>{title}</h2>
      <ol>
        {differences.map((difference) => (
          <DifferenceItem
            key={`${difference.kind} ${difference.field} ${difference.value}`}
            difference={difference}
            approximate={approximate}
            onShow={onShow}
          />
        ))}
      </ol>
    </section>
  );
}
