import { type ReactElement, useEffect } from "react";
import { refresh } from "../address/useAddress.js";
import { useExtent } from "../api/useExtent.js";
import { EmptyRange } from "../empty/EmptyRange.js";
import { FirstRun } from "../empty/FirstRun.js";
import { NoMatch } from "../empty/NoMatch.js";
import type { Zone } from "../range/instant.js";
import type { Actions } from "./useActions.js";
import type { Explore } from "./useExplore.js";

/** How often a page without any record looks whether one has arrived. */
const firstRecordMs = 3_000;

/** Nothing to show: whether that is the range, the search, or that no record was ever sent, and what to do. */
export function EmptyResults(props: { explore: Explore; zone: Zone; actions: Actions }): ReactElement {
  const { explore, zone, actions } = props;
  const hasQuery = explore.base !== "*";
  const none = explore.extent.data === null;
  const anything = useExtent("*", 0, none && hasQuery);
  const firstRun = none && (!hasQuery || anything.data === null);
  useEffect(() => {
    if (!firstRun) return undefined;
    const timer = setInterval(refresh, firstRecordMs);
    return () => clearInterval(timer);
  }, [firstRun]);
  if (firstRun) return <FirstRun />;
  if (none) return <NoMatch query={explore.base} onClear={() => actions.search("")} />;
  if (!explore.extent.data) return <div className="empty muted">No records in this range</div>;
  return <EmptyRange extent={explore.extent.data} zone={zone} hasQuery={hasQuery} onRange={actions.setRange} />;
}
