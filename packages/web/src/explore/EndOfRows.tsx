import type { ReactElement } from "react";
import type { Extent } from "../api/useExtent.js";
import type { Zone } from "../range/instant.js";
import { formatShort } from "../range/moment.js";
import { type Range, shiftRange, wholeRange } from "../range/range.js";
import { formatCount } from "../text/count.js";
import { loadedRowsMax } from "../limits.js";
import type { Actions } from "./useActions.js";

/** The end of the list: that it is the end, whether there are older records, and the way to them. */
export function EndOfRows(props: {
  rows: number;
  range: Range;
  whole: boolean;
  extent: Extent | null | undefined;
  zone: Zone;
  actions: Actions;
}): ReactElement {
  const { rows, range, whole, extent, zone, actions } = props;
  const older = extent && extent.oldestMs < range.fromMs ? extent.oldestMs : null;
  if (rows >= loadedRowsMax) {
    return (
      <p className="rows-end">
        The list ends after {formatCount(loadedRowsMax)} records. A shorter range or a narrower search shows the rest.
      </p>
    );
  }
  return (
    <p className="rows-end">
      <span>
        {whole ? "These are all." : "These are all of this range."}
        {older === null ? "" : ` There are older records, from ${formatShort(older, zone).slice(0, 16)} on.`}
      </span>
      {whole ? null : (
        <>
          <button
            type="button"
            className={`button small ${older === null ? "" : "primary"}`}
            onClick={() => actions.setRange({ from: wholeRange, to: "now" })}
          >
            Show everything
          </button>
          <button type="button" className="button small" onClick={() => actions.zoom(shiftRange(range, -1))}>
            Earlier
          </button>
        </>
      )}
    </p>
  );
}
