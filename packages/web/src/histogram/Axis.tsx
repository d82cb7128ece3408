import { memo, type ReactElement } from "react";
import type { Zone } from "../range/instant.js";
import { axisTicks, formatTick } from "../range/moment.js";

/** Pixels that a label needs beside its neighbour. */
const labelPixels = 110;

/** Half a label: one nearer to the edge would be cut. */
const edgePixels = 34;

/** Marks and labels along the time axis. */
export const Axis = memo(function Axis(props: {
  fromMs: number;
  toMs: number;
  width: number;
  top: number;
  zone: Zone;
}): ReactElement {
  const { fromMs, toMs, width, top, zone } = props;
  const span = Math.max(1, toMs - fromMs);
  const ticks = axisTicks(fromMs, toMs, Math.max(1, Math.floor(width / labelPixels)), zone);
  return (
    <g className="axis">
      <line x1="0" x2={width} y1={top + 0.5} y2={top + 0.5} />
      {ticks.map((tick) => {
        const x = ((tick - fromMs) / span) * width;
        if (x < edgePixels || x > width - edgePixels) return null;
        return (
          <g key={tick}>
            <line x1={x} x2={x} y1={top} y2={top + 4} />
            <text x={x} y={top + 15} textAnchor="middle">
              {formatTick(tick, span, zone)}
            </text>
          </g>
        );
      })}
    </g>
  );
});
