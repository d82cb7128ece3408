import { type PointerEvent, type ReactElement, useState } from "react";
import { Axis } from "../histogram/Axis.js";
import type { Zone } from "../range/instant.js";
import { useWidth } from "../shell/useWidth.js";
import { formatCompact } from "../text/count.js";
import { Text } from "../text/Text.js";
import { type ChartData, unbroken } from "./chartOf.js";
import { ChartTip } from "./ChartTip.js";
import { seriesLooks } from "./seriesLook.js";

const height = 150;
const top = 8;

/** Lines over time. The table below holds the same numbers, so the drawing is hidden from screen readers. */
export function Chart({ chart, zone }: { chart: ChartData; zone: Zone }): ReactElement {
  const [watch, width] = useWidth<HTMLDivElement>();
  const [only, setOnly] = useState<string | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const looks = seriesLooks(chart.series);
  const x = (ms: number): number => ((ms - chart.fromMs) / (chart.toMs - chart.fromMs)) * width;
  const y = (value: number): number =>
    height - ((value - chart.lowest) / Math.max(1e-9, chart.highest - chart.lowest)) * (height - top);
  const point = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const ms = chart.fromMs + ((event.clientX - box.left) / Math.max(1, box.width)) * (chart.toMs - chart.fromMs);
    setAt(nearest(chart.times, ms));
  };
  return (
    <figure className="chart" ref={watch}>
      <svg
        width={width}
        height={height + 20}
        aria-hidden="true"
        onPointerMove={point}
        onPointerLeave={() => setAt(null)}
      >
        <line className="chart-grid" x1="0" x2={width} y1={y(chart.highest)} y2={y(chart.highest)} />
        <line className="chart-grid" x1="0" x2={width} y1={y(chart.highest / 2)} y2={y(chart.highest / 2)} />
        {at === null ? null : <line className="chart-at" x1={x(at)} x2={x(at)} y1={top} y2={height} />}
        {chart.series.map((series, index) => (
          <g
            key={series.name}
            className={`line ${looks[index]?.line ?? ""} ${only === null || only === series.name ? "" : "faint"}`}
          >
            {unbroken(series, chart.times).map((points) =>
              points.length === 1 ? (
                points.map(({ ms, value }) => <circle key={ms} cx={x(ms)} cy={y(value)} r="2" />)
              ) : (
                <polyline
                  key={points[0]?.ms}
                  points={points.map(({ ms, value }) => `${x(ms)},${y(value)}`).join(" ")}
                />
              ),
            )}
          </g>
        ))}
        <text className="histogram-highest" x="2" y={top + 4}>
          {formatCompact(chart.highest)}
        </text>
        <Axis fromMs={chart.fromMs} toMs={chart.toMs} width={width} top={height} zone={zone} />
      </svg>
      {at === null ? null : (
        <ChartTip chart={chart} looks={looks} ms={at} share={x(at) / Math.max(1, width)} zone={zone} />
      )}
      <figcaption className="legend">
        {chart.series.map((series, index) => (
          <button
            key={series.name}
            type="button"
            aria-pressed={only === series.name}
            onClick={() => setOnly(only === series.name ? null : series.name)}
          >
            <span className={`swatch ${looks[index]?.swatch ?? ""}`} />
            <Text value={series.name} />
          </button>
        ))}
        {chart.omitted > 0 ? <span className="muted">and {chart.omitted} smaller</span> : null}
      </figcaption>
    </figure>
  );
}

function nearest(times: readonly number[], ms: number): number | null {
  return times.reduce<number | null>(
    (best, time) => (best === null || Math.abs(time - ms) < Math.abs(best - ms) ? time : best),
    null,
  );
}
