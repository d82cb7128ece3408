import { refresh } from "../address/useAddress.js";
import type { Sidebar } from "../fields/useSidebar.js";
import { shiftRange, widenRange } from "../range/range.js";
import { type Preferences, setPreferences } from "../shell/preferences.js";
import { useShortcuts } from "../shell/useShortcuts.js";
import type { Actions } from "./useActions.js";
import type { Explore } from "./useExplore.js";

function control(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-shortcut="${name}"]`);
}

/** The keys that work anywhere on the page; the list has its own beside. */
export function usePageShortcuts(props: {
  explore: Explore;
  preferences: Preferences;
  actions: Actions;
  sidebar: Sidebar;
  help: () => void;
}): void {
  const { explore, preferences, actions, sidebar, help } = props;
  const { range, address } = explore;
  useShortcuts({
    "/": () => control("search")?.focus(),
    r: () => control("range")?.click(),
    t: () => (explore.hasStages ? undefined : actions.toggleLive()),
    "[": () => (range ? actions.zoom(shiftRange(range, -1)) : undefined),
    "]": () => (range ? actions.zoom(shiftRange(range, 1)) : undefined),
    z: () => (range ? actions.zoom(widenRange(range)) : undefined),
    ".": refresh,
    w: () => setPreferences({ wrap: !preferences.wrap }),
    p: actions.togglePatterns,
    d: actions.toggleCompare,
    f: sidebar.toggle,
    a: actions.toggleApps,
    u: () => setPreferences({ zone: preferences.zone === "utc" ? "local" : "utc" }),
    "?": help,
    Escape: () => (address.record !== null ? actions.close() : address.apps ? actions.toggleApps() : undefined),
  });
}
