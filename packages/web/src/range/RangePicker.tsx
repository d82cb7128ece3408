import { type ReactElement, useRef, useState } from "react";
import { Icon } from "../shell/Icon.js";
import { useDismiss } from "../shell/useDismiss.js";
import type { Zone } from "./instant.js";
import { RangeForm } from "./RangeForm.js";
import { RangePresets } from "./RangePresets.js";
import { rangeLabel } from "./rangeLabel.js";
import type { RangeText } from "./range.js";

/** Shows the time range and lets a person choose another: by name, or from and to. */
export function RangePicker(props: {
  range: RangeText;
  zone: Zone;
  live: boolean;
  onRange: (range: RangeText) => void;
}): ReactElement {
  const { range, zone, live, onRange } = props;
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useDismiss(place, open, close);
  const choose = (chosen: RangeText): void => {
    close();
    onRange(chosen);
  };
  return (
    <div className="range-picker" ref={place}>
      <button
        ref={button}
        type="button"
        className="button range-button"
        aria-haspopup="dialog"
        aria-expanded={open}
        data-shortcut="range"
        title="Time range (r)"
        onClick={() => setOpen(!open)}
      >
        <Icon name="clock" />
        <span>{live ? "Live" : rangeLabel(range, zone)}</span>
        <Icon name="down" />
      </button>
      {open ? (
        <div className="popover range-popover" role="dialog" aria-label="Time range">
          <RangePresets range={range} onChoose={choose} />
          <RangeForm range={range} zone={zone} onChoose={choose} />
        </div>
      ) : null}
    </div>
  );
}
