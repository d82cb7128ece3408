import { type ReactElement, useState } from "react";
import type { Extent } from "../api/useExtent.js";
import type { Zone } from "../range/instant.js";
import { formatAgo, formatShort } from "../range/moment.js";
import { absoluteRange, rangeAround, type RangeText, wholeRange } from "../range/range.js";

/** How much is shown when jumping to the newest record. */
const jumpMs = 3_600_000;

/** Nothing in the range, but there are records elsewhere: says where, and goes there. */
export function EmptyRange(props: {
  extent: Extent;
  zone: Zone;
  hasQuery: boolean;
  onRange: (range: RangeText) => void;
}): ReactElement {
  const { extent, zone, hasQuery, onRange } = props;
  const [nowMs] = useState(Date.now);
  const { oldestMs, newestMs } = extent;
  const newest = absoluteRange(rangeAround(Math.max(oldestMs, newestMs - jumpMs), newestMs));
  return (
    <div className="empty">
      <h2>No {hasQuery ? "matching " : ""}records in this range</h2>
      <p>
        The newest {hasQuery ? "match" : "record"} is from <b>{formatShort(newestMs, zone)}</b> (
        {formatAgo(newestMs, nowMs)}
        ), the oldest from <b>{formatShort(oldestMs, zone)}</b>.
      </p>
      <div className="empty-actions">
        <button type="button" className="button primary" onClick={() => onRange({ from: wholeRange, to: "now" })}>
          Show everything
        </button>
        <button type="button" className="button" onClick={() => onRange(newest)}>
          Jump to the newest
        </button>
      </div>
    </div>
  );
}
