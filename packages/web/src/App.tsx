import { type ReactElement, useMemo, useState } from "react";
import { AppsPanel } from "./apps/AppsPanel.js";
import { HistogramPanel } from "./explore/HistogramPanel.js";
import { Results } from "./explore/Results.js";
import { Summary } from "./explore/Summary.js";
import { useActions } from "./explore/useActions.js";
import { useExplore } from "./explore/useExplore.js";
import { usePageShortcuts } from "./explore/usePageShortcuts.js";
import { FieldSidebar } from "./fields/FieldSidebar.js";
import { useSidebar } from "./fields/useSidebar.js";
import { hitPattern } from "./query/hits.js";
import { ProgressBar } from "./progress/ProgressBar.js";
import { RecordPanel } from "./record/RecordPanel.js";
import { HelpSheet } from "./shell/HelpSheet.js";
import { usePreferences } from "./shell/preferences.js";
import { TopBar } from "./shell/TopBar.js";
import { useTitle } from "./shell/useTitle.js";

/** The page: search and range on top, then the histogram, then fields, records and the opened record side by side. */
export function App(): ReactElement {
  const explore = useExplore();
  const preferences = usePreferences();
  const actions = useActions(explore.address);
  const sidebar = useSidebar();
  const [help, setHelp] = useState(false);
  const { address, search, tail } = explore;
  useTitle(address, tail.buffer.waiting.length);
  usePageShortcuts({ explore, preferences, actions, sidebar, help: () => setHelp(true) });
  const hits = useMemo(() => hitPattern(explore.base), [explore.base]);
  const opened = useMemo(() => {
    const held = [...tail.buffer.rows, ...search.rows];
    return held.find((row) => row.id === address.record);
  }, [tail.buffer.rows, search.rows, address.record]);
  return (
    <div className="page">
      <TopBar explore={explore} preferences={preferences} actions={actions} onHelp={() => setHelp(true)} />
      <main className="main">
        <Summary explore={explore} preferences={preferences} actions={actions} sidebar={sidebar} />
        <HistogramPanel explore={explore} zone={preferences.zone} onZoom={actions.zoomInto} />
        <ProgressBar />
        <div className="columns">
          {sidebar.shown ? (
            <FieldSidebar
              query={explore.base}
              range={explore.mistake === null ? explore.range : null}
              columns={address.columns}
              actions={actions}
              onClose={sidebar.drawer ? sidebar.close : null}
            />
          ) : null}
          <Results explore={explore} preferences={preferences} hits={hits} actions={actions} />
          {address.apps && address.record === null ? (
            <AppsPanel zone={preferences.zone} onRecords={actions.showLogger} onClose={actions.toggleApps} />
          ) : null}
          {address.record === null ? null : (
            <RecordPanel
              id={address.record}
              row={opened}
              columns={address.columns}
              zone={preferences.zone}
              hits={hits}
              actions={actions}
            />
          )}
        </div>
      </main>
      {help ? <HelpSheet onClose={() => setHelp(false)} /> : null}
    </div>
  );
}
