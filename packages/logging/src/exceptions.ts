import { CAUSES_MAX, STACK_LENGTH_MAX } from "./limits.js";
import { displayText } from "./value-text.js";

/** The error in what was given as `exc_info`: the error itself, or the second of Python's triple. */
export function errorOf(excInfo: unknown): unknown {
  return Array.isArray(excInfo) && excInfo.length === 3 ? excInfo[1] : excInfo;
}

/** An error as text for people: its stack, then its causes and the errors of an AggregateError. Bounded, never a fault. */
export function exceptionText(error: unknown): string {
  const parts: string[] = [];
  collect(error, "", parts, new Set());
  return parts.join("\n");
}

function collect(error: unknown, prefix: string, parts: string[], seen: Set<unknown>): void {
  if (parts.length >= CAUSES_MAX || seen.has(error)) return;
  seen.add(error);
  parts.push(prefix + stackOf(error));
  if (!(error instanceof Error)) return;
  const { cause, errors } = linksOf(error);
  if (cause !== undefined) collect(cause, "Caused by: ", parts, seen);
  for (const [index, each] of errors.entries()) collect(each, `Error ${index + 1} of ${errors.length}: `, parts, seen);
}

function linksOf(error: Error): { cause: unknown; errors: readonly unknown[] } {
  try {
    const errors: unknown = error instanceof AggregateError ? error.errors : [];
    return { cause: error.cause, errors: Array.isArray(errors) ? errors : [] };
  } catch {
    return { cause: undefined, errors: [] };
  }
}

function stackOf(error: unknown): string {
  try {
    const stack = error instanceof Error ? error.stack : undefined;
    const text = typeof stack === "string" && stack !== "" ? stack : displayText(error);
    return text.slice(0, STACK_LENGTH_MAX);
  } catch {
    return "[Unreadable error]";
  }
}
