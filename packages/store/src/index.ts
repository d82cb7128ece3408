export type { Segment, SegmentRecord } from "./record.js";
export type {
  FieldSummary,
  FieldValue,
  Histogram,
  QueryStats,
  Row,
  SearchRequest,
  SearchResult,
  Store,
  TimeRange,
} from "./store.js";
