import { useSyncExternalStore } from "react";

/** The same bound as in styles/narrow.css. */
const narrow = "(max-width: 760px)";

function subscribe(listener: () => void): () => void {
  const list = matchMedia(narrow);
  list.addEventListener("change", listener);
  return () => list.removeEventListener("change", listener);
}

/** Whether the window is too narrow for the columns beside each other; the component is drawn again when that changes. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(narrow).matches);
}
