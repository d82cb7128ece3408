import type { ReactElement } from "react";
import { presets, type RangeText } from "./range.js";

/** The ranges that have names. */
export function RangePresets(props: { range: RangeText; onChoose: (range: RangeText) => void }): ReactElement {
  return (
    <ul className="range-presets">
      {presets.map((preset) => (
        <li key={preset.label}>
          <button
            type="button"
            aria-current={preset.from === props.range.from && preset.to === props.range.to}
            onClick={() => props.onChoose({ from: preset.from, to: preset.to })}
          >
            {preset.label}
          </button>
        </li>
      ))}
    </ul>
  );
}
