import { BoundFields } from "./fields.js";

/** Identifies a span, in lower-case hex. */
export interface TraceFields {
  /** 32 digits */
  readonly trace_id: string;
  /** 16 digits */
  readonly span_id: string;
}

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-|$)/;

/** The ids in a W3C `traceparent` header; undefined when it is none, or when an id is all zeros. */
export function parseTraceparent(header: string): TraceFields | undefined {
  const match = TRACEPARENT.exec(header.trim().toLowerCase());
  if (match === null || header.toLowerCase().startsWith("ff")) return undefined;
  return idsOf(match[1], match[2]);
}

function idsOf(traceId: unknown, spanId: unknown): TraceFields | undefined {
  if (typeof traceId !== "string" || typeof spanId !== "string") return undefined;
  if (!/[1-9a-f]/.test(traceId) || !/[1-9a-f]/.test(spanId)) return undefined;
  return { trace_id: traceId, span_id: spanId };
}

/** Where `@opentelemetry/api` 1.x keeps what was registered with it, so that every copy of it finds the same. */
const GLOBAL_KEY = Symbol.for("opentelemetry.js.api.1");
/** The key under which it keeps the span in a context. */
const SPAN_KEY = Symbol.for("OpenTelemetry Context Key SPAN");

interface SpanContext {
  readonly traceId?: unknown;
  readonly spanId?: unknown;
}

interface TracingGlobal {
  readonly context?: { active?(): { getValue?(key: symbol): { spanContext?(): SpanContext } | undefined } };
}

/** Whether `@opentelemetry/api` has been loaded and given a context manager. */
export function tracingPresent(): boolean {
  return tracing() !== undefined;
}

function tracing(): TracingGlobal | undefined {
  return (globalThis as { [GLOBAL_KEY]?: TracingGlobal })[GLOBAL_KEY];
}

const bySpan = new WeakMap<object, { context: BoundFields | undefined; merged: BoundFields }>();

/** A context's fields with the ids of the active span; the context itself when no span is active. */
export function spanFields(context: BoundFields | undefined): BoundFields | undefined {
  try {
    const span = tracing()?.context?.active?.().getValue?.(SPAN_KEY);
    return span === undefined || span === null ? context : merged(span, context);
  } catch {
    return context;
  }
}

function merged(span: { spanContext?(): SpanContext }, context: BoundFields | undefined): BoundFields | undefined {
  const known = bySpan.get(span);
  if (known !== undefined && known.context === context) return known.merged;
  const { traceId, spanId } = span.spanContext?.() ?? {};
  const ids = idsOf(traceId, spanId);
  if (ids === undefined) return context;
  const fields = new BoundFields({ ...context?.fields, ...ids });
  bySpan.set(span, { context, merged: fields });
  return fields;
}
