import type { QueryStats } from "@cordwood/store";

/** A message template: what varies between messages stands as a placeholder. */
export interface Pattern {
  template: string;
  count: number;
  /** Part of the selected records that it covers, 0 to 1. */
  share: number;
  /** Search language that selects its records. */
  query: string;
}

/** Answer of `GET /api/v1/patterns?query=&from=&to=&limit=`: the most frequent first. */
export interface PatternsResponse {
  patterns: Pattern[];
  stats: QueryStats;
}
