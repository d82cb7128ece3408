import { type KeyboardEvent, type PointerEvent, useState } from "react";
import type { Range } from "../range/range.js";
import { type Bar, spanOfBars } from "./bars.js";

/** Which bars are pointed at or selected, and the handlers that change it. */
export interface BarSelection {
  /** Index of the bar pointed at; null when none. */
  at: number | null;
  /** Index of the bar where the selection began; null when nothing is being selected. */
  anchor: number | null;
  pointer: {
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp: (event: PointerEvent) => void;
    onPointerLeave: () => void;
    onPointerCancel: () => void;
  };
  onKeyDown: (event: KeyboardEvent) => void;
  clear: () => void;
}

function moved(at: number | null, key: string, count: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
  if (step === 0) return null;
  return at === null ? (step === 1 ? 0 : count - 1) : Math.min(count - 1, Math.max(0, at + step));
}

/**
 * Selecting a span of bars: by dragging, or with the arrow keys (Shift extends, Enter takes, Escape lets go).
 * A click on one bar takes that bar.
 */
export function useBarSelection(bars: readonly Bar[], onSelect: (range: Range) => void): BarSelection {
  const [at, setAt] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);

  const indexOf = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / Math.max(1, box.width);
    return Math.min(bars.length - 1, Math.max(0, Math.floor(share * bars.length)));
  };
  const clear = (): void => {
    setAt(null);
    setAnchor(null);
  };
  const take = (left: number, right: number): void => {
    const span = spanOfBars(bars, left, right);
    clear();
    if (span !== null) onSelect(span);
  };

  return {
    at,
    anchor,
    clear,
    pointer: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setAnchor(indexOf(event));
      },
      onPointerMove: (event) => setAt(indexOf(event)),
      onPointerUp: (event) => {
        if (anchor !== null) take(anchor, indexOf(event));
      },
      onPointerLeave: () => {
        if (anchor === null) setAt(null);
      },
      onPointerCancel: clear,
    },
    onKeyDown: (event) => {
      if (event.key === "Escape" && (at !== null || anchor !== null)) {
        event.stopPropagation();
        clear();
      } else if (event.key === "Enter" && at !== null) {
        take(anchor ?? at, at);
      } else {
        const next = moved(at, event.key, bars.length);
        if (next === null) return;
        event.preventDefault();
        setAnchor(event.shiftKey ? (anchor ?? at ?? next) : null);
        setAt(next);
      }
    },
  };
}
