import type { Comparison } from "@cordwood/store";

/** Body of `POST /api/v1/compare`; `GET` takes the same names as parameters. */
export interface CompareBody {
  /** Search language. @default "*" */
  query?: string;
  from?: string | number;
  to?: string | number;
  /** What to compare with. @default the same query */
  baseline_query?: string;
  /** @default the span of the same length before `from`; the same range when there is a `baseline_query` */
  baseline_from?: string | number;
  baseline_to?: string | number;
  /** Differences at most, 1 to 500. @default 50 */
  limit?: number;
}

/** Answer of `GET|POST /api/v1/compare`: the most significant differences first. */
export type CompareResponse = Comparison;
