import type { ReactElement } from "react";
import { EmptyRange } from "../empty/EmptyRange.js";
import { FirstRun } from "../empty/FirstRun.js";
import { NoMatch } from "../empty/NoMatch.js";
import type { Zone } from "../range/instant.js";
import type { Actions } from "./useActions.js";
import type { Explore } from "./useExplore.js";

/** Nothing to show: whether that is the range, the search, or that no record was ever sent, and what to do. */
export function EmptyResults(props: { explore: Explore; zone: Zone; actions: Actions }): ReactElement {
  const { explore, zone, actions } = props;
  if (explore.firstRun) return <FirstRun />;
  if (explore.extent.data === null) return <NoMatch onClear={() => actions.search("")} />;
  if (explore.extent.data === undefined) return <div className="empty muted">No records in this range</div>;
  const hasQuery = explore.base !== "*";
  return <EmptyRange extent={explore.extent.data} zone={zone} hasQuery={hasQuery} onRange={actions.setRange} />;
}
