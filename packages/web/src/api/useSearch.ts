import type { RecordsResponse, Row, SearchResponse, TableResponse } from "@cordwood/server/api";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { notesOf } from "../explore/notesOf.js";
import { loadedRowsMax, pageRows } from "../limits.js";
import type { Question } from "../query/question.js";
import { absoluteRange, type Range } from "../range/range.js";
import { getJson } from "./request.js";

/** What a search answered so far. */
export interface SearchState {
  rows: readonly Row[];
  /** The table, when the query has stages that make one. */
  table: TableResponse | null;
  /** What a person should know of the answer. */
  hints: readonly string[];
  /** Time the server took for the first page, in milliseconds. */
  elapsedMs: number | null;
  /** Why there is nothing to show. */
  error: Error | null;
  /** Why the next page could not be had; the rows before it stay. */
  moreError: Error | null;
  /** Nothing to show yet. */
  pending: boolean;
  /** Something is on its way; older rows may be shown meanwhile. */
  fetching: boolean;
  hasMore: boolean;
  loadMore: () => void;
  retry: () => void;
}

function isTable(answer: SearchResponse): answer is TableResponse {
  return "columns" in answer;
}

/** Runs a search over a range: records page by page, a table whole. Without a range it waits. */
export function useSearch(
  { query, makesTable }: Pick<Question, "query" | "makesTable">,
  range: Range | null,
  order: "asc" | "desc",
  enabled: boolean,
): SearchState {
  const result = useInfiniteQuery({
    queryKey: ["search", query, range, order],
    queryFn: ({ pageParam, signal }) =>
      getJson<SearchResponse>(
        "search",
        {
          query,
          ...(range && absoluteRange(range)),
          order,
          limit: makesTable ? undefined : pageRows,
          cursor: pageParam,
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last, pages) =>
      isTable(last) || pages.length * pageRows >= loadedRowsMax ? undefined : (last.cursor ?? undefined),
    placeholderData: keepPreviousData,
    enabled: enabled && range !== null,
  });
  const first = result.data?.pages[0];
  const rows = useMemo(
    () => (result.data?.pages ?? []).flatMap((page) => (isTable(page) ? [] : (page satisfies RecordsResponse).rows)),
    [result.data],
  );
  return {
    rows,
    table: first !== undefined && isTable(first) ? first : null,
    hints: first === undefined ? [] : notesOf(first),
    elapsedMs: first?.stats.elapsed_ms ?? null,
    error: result.data === undefined ? result.error : null,
    moreError: result.data === undefined ? null : result.error,
    pending: result.isPending,
    fetching: result.isFetching,
    hasMore: result.hasNextPage,
    loadMore: () => void (result.isFetchingNextPage || result.isError || result.fetchNextPage()),
    retry: () => void (result.data === undefined ? result.refetch() : result.fetchNextPage()),
  };
}
