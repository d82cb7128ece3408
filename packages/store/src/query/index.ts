export {
  compile,
  compileCount,
  type Compiled,
  compileFilter,
  type CompileOptions,
  compileRange,
  compileSelection,
  type CompileRange,
  type Selection,
} from "./compile.js";
export { compileExport, type ExportOptions } from "./compile-export.js";
export { complete, type CompletionSources, type Suggestion } from "./complete.js";
export type { Filter, FilterContext, Scalar } from "./filter.js";
export { hintsOf } from "./hints.js";
export { cursorAfter, cursorAfterRows } from "./cursor.js";
export { highlight } from "./highlight.js";
export { canonicalLevel, levelNames, levels, levelSpellings, severityRange } from "./level.js";
export { mineTemplates, type Sample, type Template } from "../patterns/mine.js";
export { ownDataset } from "./own-dataset.js";
export { parse, print, type Query } from "./parser.js";
export { QueryError, type QueryErrorCode, type Span } from "./query-error.js";
export { quoteName, quoteText } from "./quote.js";
export { formatId, parseId } from "./record-id.js";
export type { Token, TokenClass, Wanted } from "./scanner.js";
export type { ResultColumn } from "./result-column.js";
export {
  baseFields,
  createSchema,
  type FieldSource,
  type PromotedColumn,
  type Schema,
  stringColumns,
  type ValueType,
} from "./schema.js";
export {
  allOf,
  anyOf,
  float,
  identifier,
  int64,
  integer,
  list,
  type ParameterValue,
  render,
  type RenderedSql,
  type Sql,
  sql,
  text,
  textArray,
  timestamp,
  uint64,
} from "./sql.js";
export type { Stage } from "./stage.js";
export { formatDuration, formatTime, parseDuration, parseTime, parseTimeSpan, type TimeSpan } from "./time.js";
