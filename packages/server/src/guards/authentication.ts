// Who may ask: bearer tokens for programs, a session cookie made from a token for the page.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { ServerError } from "../errors.js";
import type { RequestContext, Route } from "../services.js";

/** Answers whether a request carries one of the server's tokens. */
export interface Authentication {
  /** False when no token is configured: everybody may ask. */
  required: boolean;
  /** True when the headers carry a token or a session made from one. */
  accepts(authorization: string | undefined, cookie: string | undefined): boolean;
  /** The session cookie's value for a token, or undefined when the token is wrong. */
  sessionFor(token: string): string | undefined;
}

/** Name of the session cookie; the prefix `__Host-` would need TLS, which loopback has not. */
export const sessionCookie = "cordwood_session";

/** Paths that answer without a token: probes, the page itself (it holds no data), and signing in. */
const open = /^\/(?:healthz|readyz|api\/v1\/session|assets\/.*|index\.html|favicon\.\w+|)$/;
const guarded = /^\/(?:api|elastic|loki|v1|gelf|prometheus|metrics)(?:\/|$)/;

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const sessionOf = (token: string): string =>
  createHmac("sha256", token).update("cordwood session 1").digest("base64url");

/** Makes the check for these tokens; none means that everybody may ask. */
export function createAuthentication(tokens: readonly string[]): Authentication {
  const tokenDigests = tokens.map(digest);
  const sessions = tokens.map((token) => ({ session: sessionOf(token), digest: digest(sessionOf(token)) }));
  const isToken = (text: string): boolean => matches(text, tokenDigests);
  const isSession = (text: string): boolean =>
    matches(
      text,
      sessions.map((entry) => entry.digest),
    );
  return {
    required: tokens.length > 0,
    accepts: (authorization, cookie) => tokensIn(authorization).some(isToken) || sessionsIn(cookie).some(isSession),
    sessionFor: (token) => (isToken(token) ? sessionOf(token) : undefined),
  };
}

/** Compares digests in constant time, so that an answer's time tells nothing about a token. */
function matches(text: string, digests: readonly Buffer[]): boolean {
  const given = digest(text);
  return digests.map((known) => timingSafeEqual(known, given)).includes(true);
}

/**
 * Tokens of an Authorization header: Bearer (RFC 6750), the password of Basic (RFC 7617), or the key of
 * Elasticsearch's `ApiKey base64(id:key)`, so that its clients can sign in.
 */
function tokensIn(authorization: string | undefined): string[] {
  const [scheme = "", value = ""] = (authorization ?? "").split(/\s+/, 2);
  if (/^bearer$/i.test(scheme)) return [value];
  if (!/^(?:basic|apikey)$/i.test(scheme)) return [];
  const decoded = Buffer.from(value, "base64").toString("utf8");
  return [decoded.slice(decoded.indexOf(":") + 1), value];
}

function sessionsIn(cookie: string | undefined): string[] {
  return (cookie ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${sessionCookie}=`))
    .map((pair) => pair.slice(sessionCookie.length + 1));
}

/** Whether a path answers only those who have signed in. */
export function needsToken(path: string): boolean {
  return guarded.test(path) && !open.test(path);
}

/** True when the request may see data. */
export function isAuthenticated(context: RequestContext, authentication: Authentication): boolean {
  if (!authentication.required) return true;
  return authentication.accepts(context.req.header("authorization"), context.req.header("cookie"));
}

/** Refuses requests for data that carry no valid token. */
export const authenticationGuard: Route = (app, services) => {
  app.use(async (context, next) => {
    if (needsToken(context.req.path) && !isAuthenticated(context, services.authentication)) {
      context.header("www-authenticate", 'Bearer realm="cordwood"');
      throw new ServerError("CW_SERVER_UNAUTHENTICATED");
    }
    return next();
  });
};
