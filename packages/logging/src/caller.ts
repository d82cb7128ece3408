import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { LogRecord } from "./log-record.js";

/** Where a call was made. */
export interface CallerSite {
  readonly pathname: string;
  readonly filename: string;
  /** The file's name without its extension. */
  readonly module: string;
  readonly lineno: number;
  readonly funcName: string | null;
}

/** Python's words for a caller that cannot be found. */
export const UNKNOWN_SITE: CallerSite = {
  pathname: "(unknown file)",
  filename: "(unknown file)",
  module: "(unknown file)",
  lineno: 0,
  funcName: "(unknown function)",
};

/** The function below which the stack is the application's. */
export type EntryFunction = (...args: never[]) => unknown;

/** Where the record's call was made. */
export function callerOf(record: LogRecord): CallerSite {
  return (record.site ??= UNKNOWN_SITE);
}

/** The frame that called `entry`, or the one `stacklevel - 1` frames further out. */
export function captureSite(entry: EntryFunction, stacklevel = 1): CallerSite {
  const frames = captureFrames(entry, Math.max(1, stacklevel));
  const frame = frames[Math.min(stacklevel, frames.length) - 1];
  return frame === undefined ? UNKNOWN_SITE : siteOfFrame(frame);
}

function captureFrames(entry: EntryFunction, limit: number): NodeJS.CallSite[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = (_, frames) => frames;
    Error.captureStackTrace(holder, entry);
    return Array.isArray(holder.stack) ? (holder.stack as NodeJS.CallSite[]) : [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
}

function siteOfFrame(frame: NodeJS.CallSite): CallerSite {
  const name = frame.getFileName() ?? UNKNOWN_SITE.pathname;
  const pathname = name.startsWith("file:") ? fileURLToPath(name) : name;
  const filename = basename(pathname);
  return {
    pathname,
    filename,
    module: basename(filename, extname(filename)),
    lineno: frame.getLineNumber() ?? 0,
    funcName: frame.getFunctionName() ?? "<module>",
  };
}
