import { useEffect, useEffectEvent } from "react";

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
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || taken(event)) return;
    const act = Object.hasOwn(shortcuts, event.key) ? shortcuts[event.key] : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
}
