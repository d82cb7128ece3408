import { AsyncLocalStorage } from "node:async_hooks";
import { BoundFields, type Fields } from "./fields.js";
import { parseTraceparent, spanFields, tracingPresent } from "./trace-context.js";

const storage = new AsyncLocalStorage<BoundFields>();
let used = false;

/**
 * Runs a function; every record made in it, and in what it starts, carries these fields. Contexts nest, and the inner
 * field wins. A W3C `traceparent` among the fields becomes `trace_id` and `span_id`.
 */
export function withContext<T>(fields: Fields, run: () => T): T {
  used = true;
  const outer = storage.getStore();
  const own = tracedFields(fields);
  return storage.run(outer === undefined ? new BoundFields(own) : outer.with(own), run);
}

/** The fields of the context the caller runs in, as a plain object. */
export function contextFields(): Fields {
  return currentContext()?.fields ?? {};
}

/** The fields of the context the caller runs in, with the active OpenTelemetry span's if there is one. */
export function currentContext(): BoundFields | undefined {
  const context = used ? storage.getStore() : undefined;
  return tracingPresent() ? spanFields(context) : context;
}

function tracedFields(fields: Fields): Fields {
  const header = fields["traceparent"];
  const trace = typeof header === "string" ? parseTraceparent(header) : undefined;
  if (trace === undefined) return fields;
  const { traceparent: _traceparent, ...others } = fields;
  return { ...others, ...trace };
}
