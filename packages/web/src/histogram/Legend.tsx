import type { HistogramResponse } from "@cordwood/server/api";
import { type ReactElement, useMemo } from "react";
import { levelStep, stackOrder } from "../level/level.js";
import { formatCompact, formatCount } from "../text/count.js";

/** Levels as the records name them, most severe first, with their counts. */
function levelCounts(histogram: HistogramResponse): { level: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const bucket of histogram.buckets) {
    for (const [level, count] of Object.entries(bucket.counts)) counts.set(level, (counts.get(level) ?? 0) + count);
  }
  return [...counts]
    .map(([level, count]) => ({ level, count }))
    .toSorted((left, right) => stackOrder.indexOf(levelStep(left.level)) - stackOrder.indexOf(levelStep(right.level)));
}

/** The levels there are, with counts; a click shows only that level, with Alt it hides it. */
export function Legend(props: {
  histogram: HistogramResponse;
  onFilter: (field: string, value: string, exclude: boolean) => void;
}): ReactElement {
  const { histogram, onFilter } = props;
  const levels = useMemo(() => levelCounts(histogram), [histogram]);
  return (
    <div className="legend" role="group" aria-label="Levels">
      {levels.map(({ level, count }) => (
        <button
          key={level}
          type="button"
          title={`${formatCount(count)} records. Click: only these. Alt+click: all but these.`}
          onClick={(event) => onFilter("level", level, event.altKey)}
        >
          <span className={`swatch back-${levelStep(level)}`} />
          {level === "" ? "no level" : level} <b>{formatCompact(count)}</b>
        </button>
      ))}
    </div>
  );
}
