export { basicConfig, type BasicConfigOptions } from "./basic-config.js";
export type { CallOptions } from "./call-forms.js";
export { contextFields, withContext } from "./context.js";
export { LOGGING_ERROR_CODES, LoggingError, type LoggingErrorCode } from "./errors.js";
export type { Fields } from "./fields.js";
export { FileHandler, type FileHandlerOptions } from "./file-handler.js";
export { FileStream, type FileStreamOptions } from "./file-stream.js";
export { Filter, type FilterAnswer, Filterer, type FilterLike } from "./filter.js";
export { BASIC_FORMAT, Formatter, type FormatterOptions, type StyleName } from "./formatters/formatter.js";
export type { FormatStyle } from "./formatters/format-style.js";
export { JsonFormatter, type JsonFormatterOptions } from "./formatters/json-formatter.js";
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
export { raiseExceptions, type Settings, settings, setRaiseExceptions } from "./settings.js";
export { lastResort, StreamHandler, type TextStream } from "./stream-handler.js";
