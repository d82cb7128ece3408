import type { ReactElement } from "react";
import { Histogram } from "../histogram/Histogram.js";
import type { Zone } from "../range/instant.js";
import type { Range } from "../range/range.js";
import type { Explore } from "./useExplore.js";

/** The histogram or, until it is there, the room it takes. */
export function HistogramPanel(props: {
  explore: Explore;
  zone: Zone;
  onZoom: (range: Range, shown: Range) => void;
}): ReactElement {
  const { histogram, range } = props.explore;
  if (histogram.error) {
    return (
      <div className="histogram note" role="alert">
        Could not load the histogram: {histogram.error.message}
      </div>
    );
  }
  if (histogram.data === undefined || range === null || props.explore.mistake !== null)
    return <div className="histogram skeleton" aria-hidden="true" />;
  const zoom = (part: Range): void => props.onZoom(part, range);
  return <Histogram histogram={histogram.data} range={range} zone={props.zone} onZoom={zoom} />;
}
