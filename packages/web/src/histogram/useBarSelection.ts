import { type KeyboardEvent, type PointerEvent, useState } from "react";
import type { Range } from "../range/range.js";
import { type Bar, spanOfBars } from "./bars.js";

interface Place {
  /** Index of the bar pointed at; null when none. */
  at: number | null;
  /** Index of the bar where the selection began; null when nothing is being selected. */
  anchor: number | null;
}

interface PointerHandlers {
  onPointerDown: (event: PointerEvent) => void;
  onPointerMove: (event: PointerEvent) => void;
  onPointerUp: (event: PointerEvent) => void;
  onPointerLeave: () => void;
  onPointerCancel: () => void;
}

/** Which bars are pointed at or selected, and the handlers that change it. */
export interface BarSelection extends Place {
  pointer: PointerHandlers;
  onKeyDown: (event: KeyboardEvent) => void;
  clear: () => void;
}

const nowhere: Place = { at: null, anchor: null };

/**
 * Selecting a span of bars: by dragging, or with the arrow keys (Shift extends, Enter takes, Escape lets go).
 * A click on one bar takes that bar.
 */
export function useBarSelection(bars: readonly Bar[], onSelect: (range: Range) => void): BarSelection {
  const [place, setPlace] = useState(nowhere);
  const clear = (): void => setPlace(nowhere);
  const take = (left: number, right: number): void => {
    const span = spanOfBars(bars, left, right);
    clear();
    if (span !== null) onSelect(span);
  };
  return {
    ...place,
    clear,
    pointer: pointerHandlers(bars.length, place, setPlace, take),
    onKeyDown: (event) => {
      if (event.key === "Escape" && place.at !== null) clear();
      else if (event.key === "Enter" && place.at !== null) take(place.anchor ?? place.at, place.at);
      else {
        const next = moved(place, event, bars.length);
        if (next === null) return;
        setPlace(next);
      }
      event.preventDefault();
    },
  };
}

function pointerHandlers(
  count: number,
  { anchor }: Place,
  setPlace: (change: (place: Place) => Place) => void,
  take: (left: number, right: number) => void,
): PointerHandlers {
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const at = barUnder(event, count);
      setPlace(() => ({ at, anchor: at }));
    },
    onPointerMove: (event) => {
      const at = barUnder(event, count);
      setPlace((place) => ({ ...place, at }));
    },
    onPointerUp: (event) => (anchor === null ? undefined : take(anchor, barUnder(event, count))),
    onPointerLeave: () => setPlace((place) => (place.anchor === null ? nowhere : place)),
    onPointerCancel: () => setPlace(() => nowhere),
  };
}

function barUnder(event: PointerEvent, count: number): number {
  const box = event.currentTarget.getBoundingClientRect();
  const share = (event.clientX - box.left) / Math.max(1, box.width);
  return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}

/** Where a key leads; null when it leads nowhere. */
function moved({ at, anchor }: Place, event: KeyboardEvent, count: number): Place | null {
  const steps: Record<string, number> = {
    Home: 0,
    End: count - 1,
    ArrowLeft: at === null ? count - 1 : at - 1,
    ArrowRight: at === null ? 0 : at + 1,
  };
  const wanted = steps[event.key];
  if (wanted === undefined) return null;
  const next = Math.min(count - 1, Math.max(0, wanted));
  return { at: next, anchor: event.shiftKey ? (anchor ?? at ?? next) : null };
}
