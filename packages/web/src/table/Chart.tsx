import { type ReactElement, useState } from "react";
import { Axis } from "../histogram/Axis.js";
import type { Zone } from "../range/instant.js";
import { useWidth } from "../shell/useWidth.js";
import { formatCompact } from "../text/count.js";
import { Text } from "../text/Text.js";
import type { ChartData, Series } from "./chartOf.js";

const height = 150;
const top = 8;

/** Lines over time. The table below holds the same numbers, so the drawing is hidden from screen readers. */
export function Chart({ chart, zone }: { chart: ChartData; zone: Zone }): ReactElement {
  const [watch, width] = useWidth<HTMLDivElement>();
  const [only, setOnly] = useState<string | null>(null);
  const x = (ms: number): number => ((ms - chart.fromMs) / (chart.toMs - chart.fromMs)) * width;
  const y = (value: number): number =>
    height - ((value - chart.lowest) / Math.max(1e-9, chart.highest - chart.lowest)) * (height - top);
  const path = (series: Series): string =>
    series.points
      .map((point, index) => `${index === 0 ? "M" : "L"}${x(point.ms).toFixed(1)} ${y(point.value).toFixed(1)}`)
      .join("");
  return (
    <figure className="chart" ref={watch}>
      <svg width={width} height={height + 20} aria-hidden="true">
        <line className="chart-grid" x1="0" x2={width} y1={y(chart.highest)} y2={y(chart.highest)} />
        <line className="chart-grid" x1="0" x2={width} y1={y(chart.highest / 2)} y2={y(chart.highest / 2)} />
        {chart.series.map((series, index) => (
          <path
            key={series.name}
            d={path(series)}
            className={`line line-${index} ${only !== null && only !== series.name ? "faint" : ""}`}
          />
        ))}
        <text className="histogram-highest" x="2" y={top + 4}>
          {formatCompact(chart.highest)}
        </text>
        <Axis fromMs={chart.fromMs} toMs={chart.toMs} width={width} top={height} zone={zone} />
      </svg>
      <figcaption className="legend">
        {chart.series.map((series, index) => (
          <button
            key={series.name}
            type="button"
            aria-pressed={only === series.name}
            onClick={() => setOnly(only === series.name ? null : series.name)}
          >
            <span className={`swatch line-back-${index}`} />
            <Text value={series.name} />
          </button>
        ))}
        {chart.omitted > 0 ? <span className="muted">and {chart.omitted} smaller</span> : null}
      </figcaption>
    </figure>
  );
}
