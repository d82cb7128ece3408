import type { CSSProperties, ReactElement } from "react";
import { stackOrder } from "../level/level.js";
import type { Zone } from "../range/instant.js";
import { absoluteRange } from "../range/range.js";
import { rangeLabel } from "../range/rangeLabel.js";
import { formatCount } from "../text/count.js";
import type { Bar } from "./bars.js";

/** What stands under the pointer: the interval and its counts, most severe first. */
export function BarTip(props: { bar: Bar; share: number; zone: Zone }): ReactElement {
  const { bar, share, zone } = props;
  const style = { "--share": share } as CSSProperties;
  return (
    <div className={`bar-tip ${share > 0.5 ? "left" : "right"}`} style={style} aria-hidden="true">
      <div className="bar-tip-time">{rangeLabel(absoluteRange(bar), zone)}</div>
      {stackOrder
        .filter((step) => bar.counts[step] > 0)
        .map((step) => (
          <div key={step} className="bar-tip-line">
            <span className={`swatch back-${step}`} />
            <span>{step === "other" ? "no level" : step}</span>
            <b>{formatCount(bar.counts[step])}</b>
          </div>
        ))}
      {bar.total === 0 ? <div className="muted">no records</div> : null}
    </div>
  );
}
