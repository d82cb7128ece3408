// Against DNS rebinding: a page of another site must not reach this server under a name that the site controls.
import { hostname } from "node:os";
import { isIP } from "node:net";
import { ServerError } from "../errors.js";
import type { App } from "../services.js";

/** Takes the port and the brackets off a Host header. */
function nameOf(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(host);
  return (bracketed?.[1] ?? host.replace(/:\d+$/, "")).toLowerCase().replace(/\.$/, "");
}

/**
 * True for names that no foreign DNS server can point at this one: addresses, localhost, this machine's own name,
 * and the names that were allowed. An entry `*` allows all.
 */
export function isOwnHost(host: string, allowed: readonly string[]): boolean {
  const name = nameOf(host);
  if (isIP(name) !== 0 || name === "localhost" || name.endsWith(".localhost")) return true;
  if (name === hostname().toLowerCase()) return true;
  return allowed.some((entry) => entry === "*" || entry.toLowerCase() === name);
}

/** Refuses requests whose Host is not this server's. Not needed where every request must carry a token. */
export function hostGuard(app: App, allowedHosts: readonly string[]): void {
  app.use(async (context, next) => {
    const host = context.req.header("host") ?? "";
    if (host !== "" && !isOwnHost(host, allowedHosts))
      throw new ServerError("CW_SERVER_HOST", { host: host.slice(0, 255) });
    return next();
  });
}
