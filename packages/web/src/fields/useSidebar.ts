import { useState } from "react";
import { setPreferences, usePreferences } from "../shell/preferences.js";
import { useNarrow } from "../shell/useNarrow.js";

/** Whether the field list is shown. */
export interface Sidebar {
  shown: boolean;
  /** It lies over the records rather than beside them. */
  drawer: boolean;
  toggle: () => void;
  close: () => void;
}

/** In a wide window the field list is a preference; in a narrow one it is a drawer that begins closed. */
export function useSidebar(): Sidebar {
  const narrow = useNarrow();
  const { sidebar } = usePreferences();
  const [drawer, setDrawer] = useState(false);
  return {
    shown: narrow ? drawer : sidebar,
    drawer: narrow,
    toggle: () => (narrow ? setDrawer(!drawer) : setPreferences({ sidebar: !sidebar })),
    close: () => (narrow ? setDrawer(false) : undefined),
  };
}
