import { memo, type ReactElement } from "react";
import { type Bar, stackBar } from "./bars.js";

/** The stacked bars; drawn apart from what follows the pointer, so that hovering stays cheap. */
export const Bars = memo(function Bars(props: { bars: readonly Bar[]; width: number; height: number }): ReactElement {
  const { bars, width, height } = props;
  const highest = bars.reduce((most, bar) => Math.max(most, bar.total), 0);
  const step = width / Math.max(1, bars.length);
  const gap = step > 6 ? 1.5 : step > 3 ? 0.75 : 0;
  return (
    <g>
      {bars.map((bar, index) =>
        stackBar(bar, highest, height).map((segment) => (
          <rect
            key={`${bar.fromMs}-${segment.step}`}
            className={`fill-${segment.step}`}
            x={index * step + gap / 2}
            y={segment.y}
            width={Math.max(0.5, step - gap)}
            height={segment.height}
          />
        )),
      )}
    </g>
  );
});
