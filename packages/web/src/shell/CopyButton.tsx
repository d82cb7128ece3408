import { type ReactElement, useEffect, useState } from "react";
import { Icon, type IconName } from "./Icon.js";

/** How long "copied" is shown. */
const shownMs = 1_500;

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The clipboard interface exists on https and localhost only; elsewhere a selection still works. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "offscreen";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** Copies a text and says so. */
export function CopyButton(props: {
  text: () => string;
  label: string;
  icon?: IconName;
  showLabel?: boolean;
}): ReactElement {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (state === "idle") return undefined;
    const timer = setTimeout(() => setState("idle"), shownMs);
    return () => clearTimeout(timer);
  }, [state]);
  const said = state === "copied" ? "Copied" : state === "refused" ? "Could not copy" : props.label;
  return (
    <button
      type="button"
      className={props.showLabel ? "button small" : `icon-button ${state === "idle" ? "" : "said"}`}
      title={props.label}
      aria-label={props.label}
      onClick={(event) => {
        event.stopPropagation();
        void copy(props.text()).then((done) => setState(done ? "copied" : "refused"));
      }}
    >
      <Icon name={props.icon ?? "copy"} />
      {props.showLabel ? <span>{said}</span> : null}
      <span className="offscreen" role="status">
        {state === "idle" ? "" : said}
      </span>
    </button>
  );
}
