import { useEffect, useMemo, useRef } from "react";
import type { HistogramResponse } from "@cordwood/server/api";
import type { UseQueryResult } from "@tanstack/react-query";
import type { Address } from "../address/address.js";
import { refresh, useVisit } from "../address/useAddress.js";
import { type Extent, useExtent } from "../api/useExtent.js";
import { useFirstRecord } from "../api/useFirstRecord.js";
import { useHistogram } from "../api/useHistogram.js";
import { type SearchState, useSearch } from "../api/useSearch.js";
import { pageRows, tailHistogramMs } from "../limits.js";
import type { Mistake } from "../query/mistake.js";
import { questionOf } from "../query/question.js";
import { type Range, rangeAround, resolveRange, wholeRange } from "../range/range.js";
import { useNarrow } from "../shell/useNarrow.js";
import { usePreferences } from "../shell/preferences.js";
import { type Tail, useTail } from "../tail/useTail.js";
import { useNow } from "./useNow.js";

/** Everything the page shows, from the address and the server. */
export interface Explore {
  address: Address;
  /** The search part of the query, `*` when empty: what histogram, fields and tail understand. */
  base: string;
  range: Range | null;
  /** Why there is no range: it cannot be read, or the whole extent is still being looked up. */
  rangeState: "ok" | "unreadable" | "looking";
  /** What is wrong with the query; nothing is asked of the server then. */
  mistake: Mistake | null;
  /** The query goes on after the search; it cannot be followed live. */
  hasStages: boolean;
  search: SearchState;
  /** What went wrong before the search could be asked; the search has its own. */
  rangeError: Error | null;
  histogram: UseQueryResult<HistogramResponse>;
  tail: Tail;
  /** Where all records of the search lie, asked for when the range shows few or none, or is the whole. */
  extent: UseQueryResult<Extent | null>;
  /** Nobody has sent a record yet; there is nothing, or only Cordwood's own log. */
  firstRun: boolean;
}

function useRange(address: Address, runAtMs: number, extent: Extent | null | undefined): Range | null {
  const { zone } = usePreferences();
  if (address.from !== wholeRange) return resolveRange(address, runAtMs, zone);
  if (extent === undefined) return null;
  return extent === null
    ? { fromMs: runAtMs - 3_600_000, toMs: runAtMs }
    : rangeAround(extent.oldestMs, extent.newestMs);
}

/** Whether the search answered, with records, and they fit on one page. */
function isShort(search: SearchState): boolean {
  const settled = !search.pending && !search.fetching && search.error === null && search.table === null;
  return settled && !search.hasMore && search.rows.length < pageRows;
}

/** Whether nobody has sent a record yet. Only asked when there is nothing but Cordwood's own log; records end it. */
function useFirstRun(search: SearchState, live: boolean): boolean {
  const own = !live && isShort(search) && search.rows.every((row) => row.service === "cordwood");
  const arrived = useFirstRecord(own);
  const before = useRef(arrived);
  useEffect(() => {
    if (before.current === false && arrived === true) refresh();
    before.current = arrived;
  }, [arrived]);
  return own && arrived === false;
}

/** Puts address, range and server state together. */
export function useExplore(): Explore {
  const { address: visited, runAtMs } = useVisit();
  const question = useMemo(() => questionOf(visited.query), [visited.query]);
  const { base, hasStages, mistake } = question;
  const address = useMemo(() => (hasStages ? { ...visited, live: false } : visited), [visited, hasStages]);
  const askable = mistake === null;
  const whole = address.from === wholeRange;
  const nowMs = useNow(address.live ? tailHistogramMs : null, runAtMs);

  const tail = useTail(base, askable && address.live);
  const wholeExtent = useExtent(base, runAtMs, askable && whole);
  const range = useRange(address, runAtMs, wholeExtent.data);
  const shownRange = useRange(address, nowMs, wholeExtent.data);
  const search = useSearch(
    question,
    range,
    address.live ? "desc" : address.order,
    askable && tail.state !== "connecting",
  );
  const histogram = useHistogram(base, askable ? shownRange : null, useNarrow());
  // For a search of everything the edges cost next to nothing; they tell whether older records lie outside the range.
  const wantsExtent = isShort(search) && (search.rows.length === 0 || base === "*");
  const extent = useExtent(base, runAtMs, askable && (whole || wantsExtent));
  const firstRun = useFirstRun(search, address.live);
  return {
    address,
    base,
    range: shownRange,
    rangeState: range !== null ? "ok" : whole ? "looking" : "unreadable",
    mistake,
    hasStages,
    rangeError: whole && range === null ? wholeExtent.error : null,
    search,
    histogram,
    tail,
    extent,
    firstRun,
  };
}
