import type { ReactElement } from "react";
import { apiAddress } from "../api/request.js";
import type { Sidebar } from "../fields/useSidebar.js";
import { Legend } from "../histogram/Legend.js";
import { absoluteRange, formatSpan } from "../range/range.js";
import { showsPatterns } from "../query/patterns.js";
import { IconButton } from "../shell/IconButton.js";
import { Icon } from "../shell/Icon.js";
import { type Preferences, setPreferences } from "../shell/preferences.js";
import { formatCount } from "../text/count.js";
import type { Actions } from "./useActions.js";
import type { Explore } from "./useExplore.js";

/** How many records were found and how fast, the levels among them, and what to do with the list. */
export function Summary(props: {
  explore: Explore;
  preferences: Preferences;
  actions: Actions;
  sidebar: Sidebar;
}): ReactElement {
  const { explore, preferences, actions, sidebar } = props;
  const { histogram, search, range } = explore;
  const total = histogram.data?.buckets.reduce((sum, bucket) => sum + bucket.total, 0);
  const query = explore.address.query.trim() || "*";
  return (
    <div className="summary">
      <IconButton icon="fields" label="Fields (f)" pressed={sidebar.shown} onClick={sidebar.toggle} />
      <span className="summary-count" role="status">
        {explore.mistake ? null : (
          <>
            {total === undefined ? "…" : <b>{formatCount(total)}</b>} {total === 1 ? "record" : "records"}
          </>
        )}
      </span>
      <span className="muted summary-detail">
        {range ? formatSpan(range.toMs - range.fromMs) : ""}
        {histogram.data ? ` · ${formatSpan(histogram.data.interval_ms)} bars` : ""}
        {search.elapsedMs === null ? "" : ` · ${Math.round(search.elapsedMs)} ms`}
      </span>
      {histogram.data ? <Legend histogram={histogram.data} onFilter={actions.filter} /> : null}
      <span className="top-gap" />
      <button
        type="button"
        className="button small quiet"
        title="Messages by their shape (p)"
        aria-pressed={showsPatterns(explore.address.query)}
        onClick={actions.togglePatterns}
      >
        Patterns
      </button>
      <button
        type="button"
        className="button small quiet"
        aria-label="What is different here?"
        title="What is more or less frequent here than around it, or before (d)"
        aria-pressed={explore.address.compare}
        onClick={actions.toggleCompare}
      >
        <span className="wide-only">What is different here?</span>
        <span className="narrow-only">Differences</span>
      </button>
      <IconButton
        icon="wrap"
        label="Wrap long messages (w)"
        pressed={preferences.wrap}
        onClick={() => setPreferences({ wrap: !preferences.wrap })}
      />
      {range ? (
        <a
          className="icon-button"
          title="Download as NDJSON"
          aria-label="Download as NDJSON"
          href={apiAddress("export", { query, ...absoluteRange(range), format: "ndjson" })}
          download="cordwood.ndjson"
        >
          <Icon name="download" />
        </a>
      ) : null}
    </div>
  );
}
