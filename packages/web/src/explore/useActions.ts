import type { Row } from "@cordwood/server/api";
import { useMemo } from "react";
import type { Address } from "../address/address.js";
import { navigate, refresh } from "../address/useAddress.js";
import { addFilter, narrow } from "../query/filter.js";
import { patternsIn, recordsOf, showsPatterns } from "../query/patterns.js";
import { isoToMs } from "../range/moment.js";
import { absoluteRange, type Range, type RangeText } from "../range/range.js";

/** What a person can do on the page; each ends in the address. */
export interface Actions {
  search: (query: string) => void;
  filter: (field: string, value: string, exclude: boolean) => void;
  /** Leaves the stages and shows the records that a clause selects besides. */
  narrow: (clause: string) => void;
  /** Shows the shapes of the messages, or goes back to the records. */
  togglePatterns: () => void;
  setRange: (range: RangeText) => void;
  zoom: (range: Range) => void;
  /** Chooses a part of the shown range, and remembers what it is a part of. */
  zoomInto: (range: Range, shown: Range) => void;
  /** Shows what is different in the range, or goes back to the records. */
  toggleCompare: () => void;
  open: (row: Row) => void;
  close: () => void;
  showAround: (row: Row) => void;
  toggleColumn: (field: string) => void;
  toggleOrder: () => void;
  toggleLive: () => void;
  /** Shows the running applications, in the place of an opened record, or closes them. */
  toggleApps: () => void;
  /** The records of one logger. */
  showLogger: (service: string, logger: string) => void;
}

/** How much time "around it" shows on each side. */
const aroundMs = 60_000;

/** The live tail shows what is new: it starts from a short, moving range unless the range already moves. */
function liveRange(address: Address): RangeText {
  const moves = address.to === "now" && address.from.startsWith("now-");
  return moves ? { from: address.from, to: address.to } : { from: "now-15m", to: "now" };
}

/** The root's records are those of the whole service. */
function loggerQuery(service: string, logger: string): string {
  const all = addFilter("", "service", service, false);
  return logger === "" ? all : addFilter(all, "logger", logger, false);
}

/** The actions for the current address. They stay the same objects until it changes. */
export function useActions(address: Address): Actions {
  return useMemo(
    () => ({
      search: (query) => (query === address.query ? refresh() : navigate({ query, record: null })),
      filter: (field, value, exclude) => navigate({ query: addFilter(address.query, field, value, exclude) }),
      narrow: (clause) => navigate({ query: narrow(address.query, clause), compare: false }),
      togglePatterns: () =>
        navigate({ query: showsPatterns(address.query) ? recordsOf(address.query) : patternsIn(address.query) }),
      setRange: ({ from, to }) => navigate({ from, to, live: false, within: null }),
      zoom: (range) => navigate({ ...absoluteRange(range), live: false, within: null }),
      zoomInto: (range, shown) => navigate({ ...absoluteRange(range), live: false, within: absoluteRange(shown) }),
      toggleCompare: () => navigate({ compare: !address.compare, live: false, record: null }),
      open: (row) => navigate({ record: row.id, apps: false }),
      close: () => navigate({ record: null }),
      showAround: (row) => {
        const ms = isoToMs(row.time);
        navigate({
          query: "",
          ...absoluteRange({ fromMs: ms - aroundMs, toMs: ms + aroundMs }),
          record: row.id,
          apps: false,
          live: false,
          compare: false,
          within: null,
        });
      },
      toggleColumn: (field) => {
        const { columns } = address;
        navigate({ columns: columns.includes(field) ? columns.filter((name) => name !== field) : [...columns, field] });
      },
      toggleOrder: () => navigate({ order: address.order === "asc" ? "desc" : "asc" }),
      toggleLive: () =>
        navigate(
          address.live
            ? { live: false }
            : { ...liveRange(address), live: true, record: null, compare: false, within: null },
        ),
      toggleApps: () => navigate({ apps: !address.apps, record: null }),
      showLogger: (service, logger) => navigate({ query: loggerQuery(service, logger), record: null }),
    }),
    [address],
  );
}
