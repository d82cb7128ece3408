import type { HistogramResponse } from "@cordwood/server/api";
import { type ReactElement, useMemo } from "react";
import type { Zone } from "../range/instant.js";
import { formatMoment } from "../range/moment.js";
import type { Range } from "../range/range.js";
import { useWidth } from "../shell/useWidth.js";
import { formatCompact, formatCount } from "../text/count.js";
import { Axis } from "./Axis.js";
import { type Bar, layOutBars } from "./bars.js";
import { Bars } from "./Bars.js";
import { BarTip } from "./BarTip.js";
import { useBarSelection } from "./useBarSelection.js";

const height = 76;
const axisHeight = 20;

function say(bar: Bar | undefined, zone: Zone): string {
  if (bar === undefined) return "";
  const counts = Object.entries(bar.counts).filter(([, count]) => count > 0);
  const levels = counts.map(([step, count]) => `${formatCount(count)} ${step}`).join(", ");
  return `${formatMoment(bar.fromMs, zone).slice(0, 19)}: ${formatCount(bar.total)} records${levels ? `: ${levels}` : ""}`;
}

/**
 * How many records there are over time, by level. Dragging over it, or arrow keys with Shift and Enter, chooses a
 * narrower range.
 */
export function Histogram(props: {
  histogram: HistogramResponse;
  range: Range;
  zone: Zone;
  onZoom: (range: Range) => void;
}): ReactElement {
  const { histogram, range, zone, onZoom } = props;
  const [watch, width] = useWidth<HTMLDivElement>();
  const bars = useMemo(() => layOutBars(histogram, range), [histogram, range]);
  const { at, anchor, pointer, onKeyDown, clear } = useBarSelection(bars, onZoom);
  const highest = useMemo(() => bars.reduce((most, bar) => Math.max(most, bar.total), 0), [bars]);
  const bar = at === null ? undefined : bars[at];
  const step = width / Math.max(1, bars.length);
  const left = Math.min(at ?? 0, anchor ?? at ?? 0);
  const right = Math.max(at ?? 0, anchor ?? at ?? 0);
  return (
    <div className="histogram" ref={watch}>
      <svg
        width={width}
        height={height + axisHeight}
        role="application"
        aria-roledescription="histogram"
        aria-label="Records over time. Arrow keys move, Shift extends, Enter zooms."
        aria-describedby="histogram-said"
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={clear}
        {...pointer}
      >
        {at === null ? null : (
          <rect
            className={anchor === null ? "bar-hover" : "bar-selected"}
            x={left * step}
            y="0"
            width={(right - left + 1) * step}
            height={height}
          />
        )}
        <Bars bars={bars} width={width} height={height} />
        <Axis
          fromMs={bars[0]?.fromMs ?? range.fromMs}
          toMs={bars.at(-1)?.toMs ?? range.toMs}
          width={width}
          top={height}
          zone={zone}
        />
        {highest > 0 ? (
          <text className="histogram-highest" x="2" y="10">
            {formatCompact(highest)}
          </text>
        ) : null}
      </svg>
      {bar && at !== null ? <BarTip bar={bar} share={(at + 0.5) / bars.length} zone={zone} /> : null}
      <span id="histogram-said" className="offscreen" role="status">
        {say(bar, zone)}
      </span>
    </div>
  );
}
