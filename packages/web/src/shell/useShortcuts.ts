import { useEffect, useRef } from "react";

/** Handlers by key, as `KeyboardEvent.key` names it. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Keys that a focused control needs for itself. */
const controlKeys = new Set(["Enter", " ", "ArrowDown", "ArrowUp"]);

/** Whether a key pressed there belongs to the element: text being typed, or a control being used. */
function taken(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof Element)) return false;
  if (target.closest("input, textarea, select, [role=dialog], [role=application]") !== null) return true;
  return controlKeys.has(event.key) && target.closest("button, a, summary, [role=option]") !== null;
}

/** Listens to single keys anywhere on the page, except where a person is typing. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || taken(event)) return;
      const act = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
