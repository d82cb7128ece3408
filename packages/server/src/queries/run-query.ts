import type { Store } from "@cordwood/store";
import { ServerError } from "../errors.js";
import type { RequestContext, Services } from "../services.js";

/** What a query is, for those who ask what runs. */
interface Asked {
  /** The last part of the path, such as `search`. */
  kind: string;
  /** Search language, or SQL. */
  query: string;
}

/**
 * Runs a query of a request when its turn has come. It ends early when the client leaves, or when somebody cancels it
 * by the request's id.
 *
 * @throws ServerError `CW_SERVER_QUERY_CANCELLED`, `CW_SERVER_BUSY`
 */
export async function runQuery<T>(
  context: RequestContext,
  services: Services,
  asked: Asked,
  work: (store: Store, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { store } = services.backend();
  const cancelled = new AbortController();
  const signal = AbortSignal.any([context.req.raw.signal, cancelled.signal]);
  const id = context.get("requestId");
  const startedMs = performance.now();
  const done = services.running.add({ ...asked, id, startedMs, signal, cancel: () => cancelled.abort() });
  try {
    return await services.queries.run(() => work(store, signal), signal);
  } catch (error) {
    if (cancelled.signal.aborted) throw new ServerError("CW_SERVER_QUERY_CANCELLED", { id }, { cause: error });
    throw error;
  } finally {
    done();
  }
}
