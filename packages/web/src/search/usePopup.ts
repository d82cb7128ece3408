import { useState } from "react";
import type { Shown } from "./useOffers.js";

/** The list below the search bar: what it shows and which offer Enter would take. */
export interface Popup {
  shown: Shown;
  active: number | null;
  show: (what: Shown) => void;
  move: (index: number) => void;
  close: () => void;
}

/** Keeps the list below the search bar; it begins closed, and nothing is chosen until a person moves to it. */
export function usePopup(): Popup {
  const [{ shown, active }, set] = useState<{ shown: Shown; active: number | null }>({
    shown: "nothing",
    active: null,
  });
  return {
    shown,
    active,
    show: (what) => set({ shown: what, active: null }),
    move: (index) => set({ shown, active: index }),
    close: () => set({ shown: "nothing", active: null }),
  };
}
