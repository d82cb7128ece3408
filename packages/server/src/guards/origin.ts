// Against cross-site requests: programs send neither Origin nor Sec-Fetch-Site, browsers send at least one with
// everything that could change something.
import { ServerError } from "../errors.js";
import type { App } from "../services.js";

interface BrowserHeaders {
  method: string;
  host: string | undefined;
  origin: string | undefined;
  site: string | undefined;
  mode: string | undefined;
}

/** The foreign origin of a request that must be refused, or undefined when it may pass. */
export function foreignOrigin(headers: BrowserHeaders): string | undefined {
  const safe = headers.method === "GET" || headers.method === "HEAD";
  if (safe && headers.mode === "navigate") return undefined;
  if (headers.site === "cross-site" || headers.site === "same-site") return headers.origin ?? headers.site;
  if (headers.origin === undefined || isSameOrigin(headers.origin, headers.host)) return undefined;
  return headers.origin;
}

/** Scheme apart: behind a TLS proxy the page's is https and ours http. */
function isSameOrigin(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === (host ?? "").toLowerCase();
}

/** Refuses what a browser sends on behalf of another site. There is no CORS: nobody else may read answers. */
export function originGuard(app: App): void {
  app.use(async (context, next) => {
    const header = (name: string): string | undefined => context.req.header(name);
    const origin = foreignOrigin({
      method: context.req.method,
      host: header("host"),
      origin: header("origin"),
      site: header("sec-fetch-site"),
      mode: header("sec-fetch-mode"),
    });
    if (origin !== undefined) throw new ServerError("CW_SERVER_CROSS_ORIGIN", { origin: origin.slice(0, 255) });
    return next();
  });
}
