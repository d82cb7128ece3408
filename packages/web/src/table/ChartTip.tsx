import type { CSSProperties, ReactElement } from "react";
import type { Zone } from "../range/instant.js";
import { formatShort } from "../range/moment.js";
import { Text } from "../text/Text.js";
import { formatCell } from "./cell.js";
import type { ChartData } from "./chartOf.js";
import type { SeriesLook } from "./seriesLook.js";

/** What the lines say at the moment under the pointer. */
export function ChartTip(props: {
  chart: ChartData;
  looks: readonly SeriesLook[];
  ms: number;
  share: number;
  zone: Zone;
}): ReactElement {
  const { chart, looks, ms, share, zone } = props;
  const style = { "--share": share } as CSSProperties;
  return (
    <div className={`bar-tip ${share > 0.5 ? "left" : "right"}`} style={style} aria-hidden="true">
      <div className="bar-tip-time">{formatShort(ms, zone)}</div>
      {chart.series.map((series, index) => {
        const value = series.points.find((point) => point.ms === ms)?.value;
        return value === undefined ? null : (
          <div key={series.name} className="bar-tip-line">
            <span className={`swatch ${looks[index]?.swatch ?? ""}`} />
            <span>
              <Text value={series.name} />
            </span>
            <b>{formatCell(value, "number", zone)}</b>
          </div>
        );
      })}
    </div>
  );
}
