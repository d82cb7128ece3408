// Who may ask: bearer tokens for programs, a session cookie made from a token for the page.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { ServerError } from "../errors.js";
import type { RequestContext, Route } from "../services.js";
import { checkPermission, parseToken, type Permission, permissions } from "./permission.js";

/** Who asks. */
export interface Grant {
  /** The first 8 hex digits of the secret's SHA-256, or `anonymous` where no token is configured. */
  name: string;
  permissions: ReadonlySet<Permission>;
}

/** Answers what a request may do by the token it carries. */
export interface Authentication {
  /** False when no token is configured: everybody may do everything. */
  required: boolean;
  /** What the token in the headers, or the session made from one, may do; undefined when there is no valid one. */
  grantOf(authorization: string | undefined, cookie: string | undefined): Grant | undefined;
  /** The session cookie's value for a token, or undefined when the token is wrong. */
  sessionFor(token: string): string | undefined;
}

/** Who asks where no token is configured. */
const anonymous: Grant = { name: "anonymous", permissions: new Set(permissions) };

/** Name of the session cookie; the prefix `__Host-` would need TLS, which loopback has not. */
export const sessionCookie = "cordwood_session";

/** Paths that answer without a token: probes, the page itself (it holds no data), and signing in. */
const open = /^\/(?:healthz|readyz|api\/v1\/session|assets\/.*|index\.html|favicon\.\w+|)$/;
const guarded = /^\/(?:api|elastic|loki|v1|gelf|prometheus|metrics)(?:\/|$)/;

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const sessionOf = (token: string): string =>
  createHmac("sha256", token).update("cordwood session 1").digest("base64url");

/** One text that is accepted, kept as its digest. */
interface Known {
  digest: Buffer;
  secret: string;
  grant: Grant;
}

/**
 * Makes the check for these tokens, each a secret or `PERMISSIONS:SECRET`; none means that everybody may ask.
 * Clients send the secret. The whole text is accepted too, since commands on the same machine read the same setting.
 */
export function createAuthentication(tokens: readonly string[]): Authentication {
  const grants = grantsBySecret(tokens);
  const known = (text: string, secret: string): Known => {
    return { digest: digest(text), secret, grant: grants.get(secret) ?? anonymous };
  };
  const texts = tokens.flatMap((token) =>
    [token, parseToken(token).secret].map((text) => known(text, parseToken(token).secret)),
  );
  const sessions = [...grants.keys()].map((secret) => known(sessionOf(secret), secret));
  return {
    required: tokens.length > 0,
    grantOf(authorization, cookie) {
      if (tokens.length === 0) return anonymous;
      const found = [
        ...tokensIn(authorization).map((text) => find(text, texts)),
        ...sessionsIn(cookie).map((text) => find(text, sessions)),
      ];
      return found.find((entry) => entry !== undefined)?.grant;
    },
    sessionFor(token) {
      const found = find(token, texts);
      return found && sessionOf(found.secret);
    },
  };
}

/** A secret that is configured twice may do what either allows. */
function grantsBySecret(tokens: readonly string[]): Map<string, Grant> {
  const grants = new Map<string, Grant>();
  for (const { secret, permissions: allowed } of tokens.map(parseToken)) {
    const before = grants.get(secret)?.permissions ?? [];
    const name = digest(secret).toString("hex").slice(0, 8);
    grants.set(secret, { name, permissions: new Set([...before, ...allowed]) });
  }
  return grants;
}

/** Compares digests in constant time, so that an answer's time tells nothing about a token. */
function find(text: string, known: readonly Known[]): Known | undefined {
  const given = digest(text);
  const equal = known.map((entry) => timingSafeEqual(entry.digest, given));
  return known[equal.indexOf(true)];
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

/** Who asks, or undefined without a valid token where one is needed. */
export function grantOf(context: RequestContext, authentication: Authentication): Grant | undefined {
  return authentication.grantOf(context.req.header("authorization"), context.req.header("cookie"));
}

/** Refuses requests for data that carry no valid token, or one that may not do this. */
export const authenticationGuard: Route = (app, services) => {
  app.use(async (context, next) => {
    if (!needsToken(context.req.path)) return next();
    const grant = grantOf(context, services.authentication);
    if (grant === undefined) {
      context.header("www-authenticate", 'Bearer realm="cordwood"');
      throw new ServerError("CW_SERVER_UNAUTHENTICATED");
    }
    context.set("grant", grant);
    checkPermission(context, grant.permissions);
    return next();
  });
};
