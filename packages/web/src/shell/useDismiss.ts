import { type RefObject, useEffect, useEffectEvent } from "react";

/** Calls `close` on Escape and on a press outside `place`, while `open`. */
export function useDismiss(place: RefObject<HTMLElement | null>, open: boolean, close: () => void): void {
  const dismiss = useEffectEvent(close);
  useEffect(() => {
    if (!open) return undefined;
    const press = (event: PointerEvent): void => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) dismiss();
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      dismiss();
    };
    addEventListener("pointerdown", press, true);
    addEventListener("keydown", key, true);
    return () => {
      removeEventListener("pointerdown", press, true);
      removeEventListener("keydown", key, true);
    };
  }, [open, place]);
}
