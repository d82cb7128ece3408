export type { RemovedRange } from "./audit/removed-ranges.js";
export { type DirectoryLock, lockDirectory } from "./directory/lock.js";
export { StoreError, type StoreErrorCode, storeErrorCodes } from "./errors.js";
export type { CallFacts } from "./facts/call-counts.js";
export { Latency, type LatencyFacts } from "./facts/latency.js";
export type { DatasetFacts, QueryKind, StoreFacts, TableFacts } from "./facts/store-facts.js";
export { type MoveProgress, type MoveReport, type MoveRequest, moveStore } from "./move/move-store.js";
export { openStore } from "./open-store.js";
export { type StoreHooks, type StoreOptions, storeOptionsSchema } from "./options.js";
export { QueryError, type QueryErrorCode } from "./query/index.js";
export type { RetentionRule, RetentionRules } from "./retention/retention-rule.js";
export type { Segment, SegmentRecord } from "./record.js";
export type {
  CompareRequest,
  Comparison,
  Difference,
  ExportRequest,
  FieldList,
  FieldSummary,
  FieldValue,
  FieldValues,
  Histogram,
  QueryProgress,
  PartialResult,
  QueryStats,
  RecordContext,
  Row,
  SearchRequest,
  SearchResult,
  Store,
  TableColumn,
  TimeRange,
} from "./store.js";
