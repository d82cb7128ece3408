import { basename, extname } from "node:path";
import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { FILES_CACHED_MAX, STACK_FRAMES_MAX } from "./limits.js";
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

/** A stack that V8 has taken down; it makes something of it when `stack` is read. */
export interface CapturedStack {
  stack?: unknown;
}

/** The function below which the stack is the application's. */
export type EntryFunction = (...args: never[]) => unknown;

/** Frames of the library itself that may lie between the entry and the caller: adapters upon adapters. */
const HIDDEN_FRAMES = 16;

/** The modules whose frames are the library's own and never the caller. */
const ownModules = new Set<string>();

/** Says that the frames of a module are the library's own. @param url `import.meta.url` */
export function hideFrames(url: string): void {
  ownModules.add(url);
  if (url.startsWith("file:")) ownModules.add(fileURLToPath(url));
}

/** Where the record's call was made; found out when it is first asked for, while the call lasts. */
export function callerOf(record: LogRecord): CallerSite {
  record.callerAsked = true;
  const known = record.callerSite;
  if (known !== undefined) return known;
  const { callerStack: stack, callerEntry: entry, callerDepth } = record;
  let site = UNKNOWN_SITE;
  if (stack !== undefined)
    site = pick(
      structured(() => stack.stack),
      callerDepth,
    );
  else if (entry !== undefined) site = captureSite(entry, callerDepth);
  record.callerSite = site;
  record.callerStack = undefined;
  return site;
}

/** The frame that called `entry`, or the one `stacklevel - 1` frames further out; the library's own do not count. */
export function captureSite(entry: EntryFunction, stacklevel = 1): CallerSite {
  if (stacklevel <= 1) {
    const frame = captureFrames(entry, 1)[0];
    const name = frame?.getFileName() ?? UNKNOWN_SITE.pathname;
    if (frame !== undefined && !ownModules.has(name)) return siteOfFrame(frame, name);
  }
  return pick(captureFrames(entry, Math.max(1, stacklevel) + HIDDEN_FRAMES), stacklevel);
}

/** The frame at a level, the library's own left out. In a bundle all frames have one file name: then all count. */
function pick(all: readonly NodeJS.CallSite[], stacklevel: number): CallerSite {
  const foreign = all.filter((frame) => !ownModules.has(frame.getFileName() ?? ""));
  const frames = foreign.length > 0 ? foreign : all;
  const frame = frames[Math.min(Math.max(1, stacklevel), frames.length) - 1];
  return frame === undefined ? UNKNOWN_SITE : siteOfFrame(frame);
}

/** The stack above `entry` as text, the outermost call first, under Python's heading. */
export function captureStack(entry: EntryFunction): string {
  const frames = captureFrames(entry, STACK_FRAMES_MAX).filter((frame) => !ownModules.has(frame.getFileName() ?? ""));
  const lines = frames.map((frame) => {
    const site = siteOfFrame(frame);
    return `  at ${site.funcName} (${site.pathname}:${site.lineno})`;
  });
  return ["Stack (most recent call last):", ...lines.toReversed()].join("\n");
}

const keepFrames = (_: Error, frames: NodeJS.CallSite[]): NodeJS.CallSite[] => frames;

/** Structured frames: with a limit of 1 a fifth of what `new Error().stack` costs. */
function captureFrames(entry: EntryFunction, limit: number): readonly NodeJS.CallSite[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Math.min(limit, STACK_FRAMES_MAX);
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, entry);
  Error.stackTraceLimit = stackTraceLimit;
  return structured(() => holder.stack);
}

/** What V8 makes of a stack when it is first read, as frames and not as text. */
function structured(read: () => unknown): readonly NodeJS.CallSite[] {
  const before: unknown = Reflect.get(Error, "prepareStackTrace");
  try {
    Error.prepareStackTrace = keepFrames;
    const stack = read();
    return Array.isArray(stack) ? (stack as NodeJS.CallSite[]) : [];
  } finally {
    Reflect.set(Error, "prepareStackTrace", before);
  }
}

/** A file as its frames name it, with its parts. */
interface FileParts {
  readonly pathname: string;
  readonly filename: string;
  readonly module: string;
}

const filesByName = new Map<string, FileParts>();

function partsOf(name: string): FileParts {
  const known = filesByName.get(name);
  if (known !== undefined) return known;
  const pathname = name.startsWith("file:") ? fileURLToPath(name) : name;
  const filename = basename(pathname);
  const parts = { pathname, filename, module: basename(filename, extname(filename)) };
  if (filesByName.size >= FILES_CACHED_MAX) filesByName.clear();
  filesByName.set(name, parts);
  return parts;
}

function siteOfFrame(frame: NodeJS.CallSite, name = frame.getFileName() ?? UNKNOWN_SITE.pathname): CallerSite {
  const lineno = frame.getLineNumber() ?? 0;
  const funcName = frame.getFunctionName() ?? "<module>";
  const mapped = process.sourceMapsEnabled ? originalOf(name, lineno, frame.getColumnNumber() ?? 1) : undefined;
  const { pathname, filename, module } = partsOf(mapped?.name ?? name);
  return { pathname, filename, module, lineno: mapped?.lineno ?? lineno, funcName };
}

function originalOf(name: string, lineno: number, column: number): { name: string; lineno: number } | undefined {
  try {
    const map = findSourceMap(partsOf(name).pathname) ?? findSourceMap(name);
    const entry = map?.findEntry(lineno - 1, column - 1);
    if (entry === undefined || !("originalSource" in entry)) return undefined;
    return { name: entry.originalSource, lineno: entry.originalLine + 1 };
  } catch {
    return undefined;
  }
}

/**
 * Takes down the stack of a call that is under way without looking at it, for a handler that may look later. Looking
 * is what costs, and may never be needed.
 */
export function rememberCaller(record: LogRecord): void {
  const { callerEntry, callerDepth } = record;
  if (record.callerSite !== undefined || callerEntry === undefined || record.callerStack !== undefined) return;
  const holder: CapturedStack = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Math.max(1, callerDepth) + HIDDEN_FRAMES;
  Error.captureStackTrace(holder, callerEntry);
  Error.stackTraceLimit = stackTraceLimit;
  record.callerStack = holder;
}
