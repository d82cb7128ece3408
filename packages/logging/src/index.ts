export { basicConfig, type BasicConfigOptions } from "./basic-config.js";
export type { CallerSite } from "./caller.js";
export type { CallOptions } from "./call-forms.js";
export { captureConsole, type CaptureConsoleOptions } from "./capture/capture-console.js";
export { captureDiagnostics, type CaptureDiagnosticsOptions } from "./capture/capture-diagnostics.js";
export { captureUncaught, type CaptureUncaughtOptions } from "./capture/capture-uncaught.js";
export { captureWarnings } from "./capture/capture-warnings.js";
export { parseTraceparent, type TraceFields } from "./trace-context.js";
export { contextFields, withContext } from "./context.js";
export { type CustomLevels, defineLevels, type LoggerWithLevels } from "./custom-levels.js";
export { LOGGING_ERROR_CODES, LoggingError, type LoggingErrorCode } from "./errors.js";
export { BoundFields, type Fields } from "./fields.js";
export { FileHandler, type FileHandlerOptions } from "./file-handler.js";
export { FileStream, type FileStreamOptions } from "./file-stream.js";
export { Filter, type FilterAnswer, Filterer, type FilterLike } from "./filter.js";
export { DuplicateFilter, type DuplicateFilterOptions } from "./filters/duplicate-filter.js";
export { HoldingFilter, type HoldingFilterOptions } from "./filters/holding-filter.js";
export { RateLimitFilter, type RateLimitFilterOptions } from "./filters/rate-limit-filter.js";
export { type PatternName, RedactionFilter, type RedactionFilterOptions } from "./filters/redaction-filter.js";
export { SamplingFilter, type SamplingFilterOptions } from "./filters/sampling-filter.js";
export { BufferingFormatter } from "./formatters/buffering-formatter.js";
export { BASIC_FORMAT, Formatter, type FormatterOptions, type StyleName } from "./formatters/formatter.js";
export type { FormatStyle } from "./formatters/format-style.js";
export { JsonFormatter, type JsonFormatterOptions } from "./formatters/json-formatter.js";
export { LogfmtFormatter, type LogfmtFormatterOptions } from "./formatters/logfmt-formatter.js";
export { LtsvFormatter, type LtsvFormatterOptions, unescapeLtsv } from "./formatters/ltsv-formatter.js";
export { PrettyFormatter, type PrettyFormatterOptions } from "./formatters/pretty-formatter.js";
export { PercentStyle } from "./formatters/percent-style.js";
export { StrFormatStyle } from "./formatters/str-format-style.js";
export { gmtime, localtime, strftime, type TimeParts } from "./formatters/strftime.js";
export { StringTemplateStyle } from "./formatters/string-template-style.js";
export { type FormatterLike, Handler } from "./handler.js";
export { getHandlerByName, getHandlerNames, type HandlerReference, shutdown } from "./handler-registry.js";
export {
  addLevelName,
  checkLevel,
  CRITICAL,
  DEBUG,
  ERROR,
  FATAL,
  getLevelName,
  getLevelNamesMapping,
  INFO,
  type Level,
  NOTSET,
  severityOf,
  SILENT,
  TRACE,
  WARN,
  WARNING,
} from "./levels.js";
export type { LogMethod, LogMethods } from "./log-methods.js";
export {
  getLogRecordFactory,
  LogRecord,
  type LogRecordFactory,
  makeLogRecord,
  setLogRecordFactory,
} from "./log-record.js";
export { type ChildOptions, Logger } from "./logger.js";
export { LoggerAdapter, type LoggerAdapterOptions } from "./logger-adapter.js";
export {
  disable,
  getLogger,
  getLoggerClass,
  type LoggerClass,
  Manager,
  PlaceHolder,
  root,
  RootLogger,
  setLoggerClass,
} from "./logger-registry.js";
export { NullHandler } from "./null-handler.js";
export { critical, debug, error, exception, fatal, info, log, trace, warn, warning } from "./root-methods.js";
export { type Serializers, standardSerializers } from "./serializers.js";
export { raiseExceptions, type Settings, settings, setRaiseExceptions } from "./settings.js";
export { lastResort, StreamHandler, type TextStream } from "./stream-handler.js";
