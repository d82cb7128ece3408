import type { ReactElement } from "react";
import { Icon, type IconName } from "./Icon.js";

/** A button that shows only an icon; `label` is its name and its tooltip. */
export function IconButton(props: {
  icon: IconName;
  label: string;
  onClick: () => void;
  pressed?: boolean;
  disabled?: boolean;
  className?: string;
}): ReactElement {
  return (
    <button
      type="button"
      className={`icon-button ${props.className ?? ""}`}
      title={props.label}
      aria-label={props.label}
      aria-pressed={props.pressed}
      disabled={props.disabled}
      onClick={(event) => {
        event.stopPropagation();
        props.onClick();
      }}
    >
      <Icon name={props.icon} />
    </button>
  );
}
