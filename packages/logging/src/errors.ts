/** Message templates by code; `{0}`, `{1}` … are filled in order. Each is explained in docs/reference/errors/logging.md. */
const CATALOGUE = {
  CW_LOGGING_LEVEL_UNKNOWN: "Cannot use level {0}: no level has that name. Known names: {1}.",
  CW_LOGGING_LEVEL_TYPE: "Cannot use level {0}: expected an integer or a level name, got {1}.",
  CW_LOGGING_LOGGER_NAME: "Cannot get a logger by {0}: expected a string, got {1}.",
  CW_LOGGING_LOGGER_CLASS: "Cannot use {0} as the logger class: it does not extend Logger.",
  CW_LOGGING_RESERVED_FIELD: 'Cannot set "{0}" from extra: the record has a field of that name. Choose another name.',
  CW_LOGGING_STYLE: "Cannot use style {0}: expected one of %, {, $.",
  CW_LOGGING_FORMAT: "Cannot use format {0} with style {1}: {2}.",
  CW_LOGGING_FORMAT_FIELD: 'Cannot format the record: it has no field "{0}".',
  CW_LOGGING_FILTER_TYPE: "Cannot use filter {0}: expected a function or an object with filter(record).",
  CW_LOGGING_EMIT_MISSING: "Cannot emit a record: {0} does not define emit(record).",
  CW_LOGGING_BASIC_CONFIG: "Cannot apply basicConfig: {0}.",
  CW_LOGGING_OPTION_UNKNOWN: 'Cannot apply {0}: unknown option "{1}". Known options: {2}.',
  CW_LOGGING_OPTION_VALUE: "Cannot use {0} {1}: expected {2}.",
  CW_LOGGING_FILE_OPEN: "Cannot open log file {0}: {1}.",
  CW_LOGGING_FILE_WRITE: "Cannot write to log file {0}: {1}.",
  CW_LOGGING_DELIVERY_REFUSED: "Cannot deliver {0} records to {1}: {2}.",
  CW_LOGGING_DELIVERY_FAILED: "Cannot deliver to {0}: {1}. Records wait and are sent again.",
  CW_LOGGING_DELIVERY_LOST: "Cannot deliver {0} records to {1} before the process ends: they are lost.",
  CW_LOGGING_FORWARD_REFUSED: "Cannot forward: the server refused this client: {0}.",
  CW_LOGGING_SMTP_REFUSED: "Cannot send mail: {0} answered {1}.",
  CW_LOGGING_LISTENER_RUNNING: "Cannot start the queue listener: it is running already.",
  CW_LOGGING_UNSUPPORTED: "Cannot use {0}: {1}.",
  CW_LOGGING_CONFIG: "Cannot apply the configuration at {0}: {1}. The configuration in force stays as it is.",
  CW_LOGGING_CONFIG_FILE: "Cannot use configuration file {0}: {1}.",
  CW_LOGGING_CONFIG_NAME:
    "Cannot find what {0} stands for. Register it with registerName, or give the class itself. Known names: {1}.",
  CW_LOGGING_CONFIG_NAME_REFUSED: "Cannot use {0} from the network: it is not on the list of listen(). On it: {1}.",
  CW_LOGGING_LISTEN: "Cannot listen for configurations: {0}.",
  CW_LOGGING_CONFIG_SYNTAX: "Cannot read the configuration at {0}: {1}.",
  CW_LOGGING_EVENT_TIMEOUT:
    "Cannot wait for {0} any longer: it took more than {1} ms. Raise timeoutMs, or let it end on its signal.",
  CW_LOGGING_EVENT_DROPPED:
    "Cannot emit event {0}: {1} events wait already, or the bus is closed. Await emit(), or raise queueEntriesMax.",
  CW_LOGGING_NET_UNKNOWN: "Cannot log this {0}: expected {1}.",
  CW_LOGGING_CLUSTER_FRAME:
    "Cannot read from the other side of the cluster connection: it sent {0}. Do both sides run the same version?",
  CW_LOGGING_CLUSTER_LISTEN: "Cannot listen for records at {0}: {1}.",
  CW_LOGGING_PICKLE: "Cannot read the pickle, at byte {0}: {1}.",
  CW_LOGGING_RECEIVED: "Cannot take what was received for a record: it is {0}.",
} as const;

/** A stable code of an error of this package. */
export type LoggingErrorCode = keyof typeof CATALOGUE;

/** Thrown for a mistake in the use or the configuration of the library; never for the content of a record. */
export class LoggingError extends Error {
  /** Stable across releases; the message is not. */
  readonly code: LoggingErrorCode;

  constructor(code: LoggingErrorCode, values: readonly unknown[] = [], options?: ErrorOptions) {
    super(fill(CATALOGUE[code], values), options);
    this.name = "LoggingError";
    this.code = code;
  }
}

/** Every code, for the test that compares them with the reference page. */
export const LOGGING_ERROR_CODES: readonly string[] = Object.keys(CATALOGUE);

function fill(template: string, values: readonly unknown[]): string {
  return template.replaceAll(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));
}
