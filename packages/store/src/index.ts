export { StoreError, type StoreErrorCode, storeErrorCodes } from "./errors.js";
export { openStore } from "./open-store.js";
export { type StoreHooks, type StoreOptions, storeOptionsSchema } from "./options.js";
export { QueryError, type QueryErrorCode } from "./query/index.js";
export type { RetentionRule, RetentionRules } from "./retention/retention-rule.js";
export type { Segment, SegmentRecord } from "./record.js";
export type {
  CompareRequest,
  Comparison,
  Difference,
  FieldSummary,
  FieldValue,
  Histogram,
  QueryProgress,
  QueryStats,
  Row,
  SearchRequest,
  SearchResult,
  Store,
  TableColumn,
  TimeRange,
} from "./store.js";
