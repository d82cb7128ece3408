import { type ReactElement, useCallback } from "react";
import { FirstRun } from "../empty/FirstRun.js";
import { refresh } from "../address/useAddress.js";
import { Comparison } from "../compare/Comparison.js";
import { ErrorNote } from "../empty/ErrorNote.js";
import { wholeRange } from "../range/range.js";
import { RowList } from "../rows/RowList.js";
import type { Preferences } from "../shell/preferences.js";
import { TableResult } from "../table/TableResult.js";
import { TailBar } from "../tail/TailBar.js";
import { useLiveRows } from "../tail/useLiveRows.js";
import { EmptyResults } from "./EmptyResults.js";
import { EndOfRows } from "./EndOfRows.js";
import { Hints } from "./Hints.js";
import type { Actions } from "./useActions.js";
import type { Explore } from "./useExplore.js";

/** What the search found: records, a table, or why there is nothing. */
export function Results(props: {
  explore: Explore;
  preferences: Preferences;
  hits: RegExp | null;
  actions: Actions;
}): ReactElement {
  const { explore, preferences, hits, actions } = props;
  const { search, tail, address } = explore;
  const rows = useLiveRows(tail.buffer.rows, search.rows, address.live);
  const { hold, go } = tail;
  const onTop = useCallback((atTop: boolean) => (atTop ? go() : hold()), [go, hold]);

  if (explore.rangeState === "unreadable") {
    return (
      <div className="empty">
        <h2>This time range cannot be read</h2>
        <p>
          The address asks for <code>{address.from}</code> to <code>{address.to}</code>.
        </p>
        <button type="button" className="button" onClick={() => actions.setRange({ from: "now-1h", to: "now" })}>
          Show the last hour
        </button>
      </div>
    );
  }
  if (explore.mistake !== null) {
    return (
      <div className="empty">
        <h2>This search cannot be read</h2>
        <p>{explore.mistake.message}</p>
      </div>
    );
  }
  if (explore.rangeError) return <ErrorNote error={explore.rangeError} onRetry={refresh} />;
  if (address.compare && explore.range !== null) {
    return (
      <Comparison
        query={explore.base}
        range={explore.range}
        within={address.within}
        zone={preferences.zone}
        onShow={actions.narrow}
        onClose={actions.toggleCompare}
      />
    );
  }
  if (search.error) return <ErrorNote error={search.error} onRetry={search.retry} />;
  if (search.table) {
    return (
      <TableResult
        table={search.table}
        stale={search.fetching}
        zone={preferences.zone}
        onFilter={actions.filter}
        onNarrow={actions.narrow}
      />
    );
  }
  if (search.pending && rows.length === 0) {
    return <div className="skeleton-rows" role="status" aria-label="Searching" />;
  }
  if (rows.length === 0 && !address.live) {
    return (
      <div className="results">
        <Hints hints={search.hints} />
        <EmptyResults explore={explore} zone={preferences.zone} actions={actions} />
      </div>
    );
  }
  return (
    <div className={`results ${search.fetching ? "stale" : ""}`}>
      <Hints hints={search.hints} />
      {address.live ? <TailBar tail={tail} empty={rows.length === 0} onStop={actions.toggleLive} /> : null}
      {/* Another search begins at the top, with nothing expanded. */}
      <RowList
        key={JSON.stringify([address.query, address.from, address.to, address.order, address.live])}
        rows={rows}
        columns={address.columns}
        zone={preferences.zone}
        wrap={preferences.wrap}
        opened={address.record}
        hits={hits}
        hasMore={search.hasMore}
        onMore={search.loadMore}
        onOpen={actions.open}
        onFilter={actions.filter}
        order={address.live ? "desc" : address.order}
        onOrder={address.live ? null : actions.toggleOrder}
        onRemoveColumn={actions.toggleColumn}
        end={<ListEnd explore={explore} preferences={preferences} actions={actions} />}
        {...(address.live && { onTop, following: !tail.buffer.paused })}
      />
    </div>
  );
}

/** What stands below the last row: why there is no more, or nothing while more is to come. */
function ListEnd(props: { explore: Explore; preferences: Preferences; actions: Actions }): ReactElement | null {
  const { explore, preferences, actions } = props;
  const { search, range } = explore;
  if (search.moreError) return <ErrorNote error={search.moreError} onRetry={search.retry} />;
  if (explore.firstRun) return <FirstRun />;
  if (search.hasMore || search.pending || range === null) return null;
  return (
    <EndOfRows
      rows={search.rows.length}
      range={range}
      whole={explore.address.from === wholeRange}
      extent={explore.extent.data}
      zone={preferences.zone}
      actions={actions}
    />
  );
}
