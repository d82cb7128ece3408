// Express tells a route's own path, but of what the route's router is mounted at only the text that was asked for: "/tenants/acme" where
// "/tenants/:tenant" is meant. The template is found by walking the application's routers to the route.
import type { IncomingMessage } from "node:http";
import { pathOf } from "./exchange.js";

/** What a layer took of a path. */
interface Match {
  path?: string;
  params?: Readonly<Record<string, unknown>>;
  /** The template; router 2.3 is the first to tell it. */
  pattern?: unknown;
}

/** A layer of an Express router (4 and 5): a route, a mounted router, or a middleware. Older ones keep what they matched last. */
interface Layer extends Match {
  route?: object;
  handle?: { stack?: readonly Layer[] };
  match?(path: string): boolean | Match | null | undefined;
}

interface Application {
  router?: { stack?: readonly Layer[] };
  _router?: { stack?: readonly Layer[] };
  /** Where it is mounted itself, as a template. */
  path?(): string;
}

/** What Express adds to a request. */
export interface ExpressRequest extends IncomingMessage {
  baseUrl?: string;
  route?: { path?: unknown };
  app?: Application;
}

/** What a mount point that cannot be told is shown as. */
const SOMEWHERE = "*";

/** The template of the route that took a request; undefined when none did. A list or expression is shown as Express prints it. */
export function templateOf(request: ExpressRequest): string | undefined {
  const { route, app } = request;
  const path = route?.path;
  if (route === undefined || (typeof path !== "string" && !(path instanceof RegExp) && !Array.isArray(path)))
    return undefined;
  const mounted = app?.path?.() ?? "";
  const stack = app?.router?.stack ?? app?._router?.stack ?? [];
  if (stack.some((layer) => layer.route === route)) return mounted + path.toString();
  const below = mountOf(stack, route, pathBelow(request, mounted));
  return (below === undefined ? SOMEWHERE : mounted + below) + path.toString();
}

/** The path as the application sees it that is mounted at a template: without as many segments. */
function pathBelow(request: IncomingMessage, mounted: string): string {
  const depth = mounted.split("/").length - 1;
  return depth === 0
    ? pathOf(request)
    : `/${pathOf(request)
        .split("/")
        .slice(depth + 1)
        .join("/")}`;
}

/** The template at which the router of a route is mounted; undefined when it is not below this stack. */
function mountOf(stack: readonly Layer[], route: object, path: string): string | undefined {
  for (const layer of stack) {
    if (layer.route === route) return "";
    const inner = layer.route === undefined ? layer.handle?.stack : undefined;
    const match = inner === undefined ? undefined : layer.match?.(path);
    if (inner === undefined || match === undefined || match === null || match === false) continue;
    const taken = match === true ? layer : match;
    const rest = path.slice((taken.path ?? "").replace(/\/$/, "").length);
    const below = mountOf(inner, route, rest.startsWith("/") ? rest : `/${rest}`);
    if (below !== undefined) return templateOfMatch(taken) + below;
  }
  return undefined;
}

function templateOfMatch({ path = "", params = {}, pattern }: Match): string {
  return typeof pattern === "string" ? pattern.replace(/\/$/, "") : segmentsAsTemplate(path, params);
}

/** `/tenants/acme` with `{ tenant: "acme" }` is `/tenants/:tenant`. */
function segmentsAsTemplate(path: string, params: Readonly<Record<string, unknown>>): string {
  const names = new Map(Object.entries(params).map(([name, value]) => [String(value), name]));
  const segments = path.split("/").map((segment) => {
    const name = names.get(decoded(segment));
    return name === undefined ? segment : `:${name}`;
  });
  return segments.join("/").replace(/\/$/, "");
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
