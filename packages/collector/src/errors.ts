// Every error the collector throws, with its stable code; docs/reference/errors/collector.md explains each.

const templates = {
  CW_COLLECTOR_BUFFER_FULL:
    "cannot accept {records} record(s): the buffer holds {bytes} of at most {bytesMax} bytes for the output {output}; send again later, or raise bytes_max of its buffer",
  CW_COLLECTOR_BUFFER_CLOSED: "cannot append to the buffer in {directory}: it is closed",
  CW_COLLECTOR_BUFFER_FAILED:
    "cannot write the buffer in {directory}: {reason}; nothing more is acknowledged until the process is started again",
  CW_COLLECTOR_BUFFER_VERSION:
    "cannot open {path}: its format is version {found}, this release reads version {known}; use the release that wrote it",
  CW_COLLECTOR_BUFFER_CORRUPT: "cannot read {path}: {reason}; move it out of the buffer directory to start without it",
  CW_COLLECTOR_DECODE: "cannot decode {format} at byte {offset}: {reason}",
  CW_COLLECTOR_PATTERN: "cannot use the pattern '{pattern}': {reason}; the syntax is RE2's",
  CW_COLLECTOR_CONDITION:
    "cannot use '{condition}': {reason}; docs/reference/search-language.md tells what can stand here",
  CW_COLLECTOR_COUNT:
    "cannot count {metric}: another processor counts it with another kind, other labels or other buckets, or there are too many metrics; give it another name",
  CW_COLLECTOR_LOOKUP: "cannot read the lookup file {path}: {reason}; correct the file or the processor's options",
  CW_COLLECTOR_ZONE:
    "cannot use time zone '{zone}': it is not known; use local, UTC, an offset such as +02:00, or an IANA name such as Europe/Berlin",
  CW_COLLECTOR_LISTEN: "cannot listen on {address} for the {input} input: {reason}; choose another address",
  CW_COLLECTOR_TLS: "cannot use {path} for the {input} input's TLS: {reason}; check the PEM files",
  CW_COLLECTOR_OUTPUT: "cannot make the output {output}: {reason}",
  CW_COLLECTOR_CLIENT:
    "cannot load {client} for the output {output}: {reason}; install it beside cordwood with: npm install {client}",
  CW_COLLECTOR_SCRAPE: "cannot read {url}: {reason}; it is tried again at the next interval",
  CW_COLLECTOR_SENDER: "closed a connection of the {input} input: {reason}",
  CW_COLLECTOR_STOPPED: "cannot ingest: the collector has stopped",
} as const;

/** Stable code of a {@link CollectorError}. */
export type CollectorErrorCode = keyof typeof templates;

/** Codes of all errors the collector can throw. */
export const collectorErrorCodes: readonly CollectorErrorCode[] = Object.keys(templates) as CollectorErrorCode[];

function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** An error of the collector: `code` is stable, `message` says what could not be done, where, and what to do. */
export class CollectorError extends Error {
  readonly code: CollectorErrorCode;

  /** `values` fill the places of the code's message template. */
  constructor(code: CollectorErrorCode, values: Readonly<Record<string, string | number>>, options?: ErrorOptions) {
    super(fill(templates[code], values), options);
    this.name = "CollectorError";
    this.code = code;
  }
}

/** The reason of any thrown value in one line, for messages and logs. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system error code (`ENOSPC`, `ENOENT` …) of a thrown value, or an empty string. */
export function systemCodeOf(error: unknown): string {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}
