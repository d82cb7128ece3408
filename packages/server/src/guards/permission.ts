// What a token may do, and what each path wants of it.
import { ServerError } from "../errors.js";
import type { RequestContext } from "../services.js";

/** Every permission, in the order in which texts name them. */
export const permissions = ["read", "ingest", "control"] as const;

/** `read` asks for records and metrics, `ingest` sends them, `control` changes running applications. */
export type Permission = (typeof permissions)[number];

/** A token as it was configured. */
export interface TokenGrant {
  secret: string;
  permissions: ReadonlySet<Permission>;
}

const prefixed = /^((?:read|ingest|control)(?:\+(?:read|ingest|control))*):(.+)$/s;

/** Reads `PERMISSIONS:SECRET`, such as `read+control:xyz`; a text without such a beginning is a secret that may do everything. */
export function parseToken(text: string): TokenGrant {
  const [, names, secret] = prefixed.exec(text) ?? [];
  if (names === undefined || secret === undefined) return { secret: text, permissions: new Set(permissions) };
  const given = new Set(names.split("+"));
  return { secret, permissions: new Set(permissions.filter((permission) => given.has(permission))) };
}

const sending =
  /^\/(?:api\/v1\/ingest|elastic\/(?:[^/]+\/)?_bulk|elastic\/[^/]+\/_doc|loki\/api\/v1\/push|v1\/\w+|gelf|prometheus\/.*\/write)$/;
const registering = /^\/api\/v1\/apps(?:\/[^/]+\/report)?$/;
/** What shippers ask of Elasticsearch before they send: its version, licence, templates, data streams, whether an index is there. */
const introducing =
  /^\/elastic(?:\/?|\/(?:_license|_cluster|_index_template|_component_template|_template|_ilm|_ingest|_data_stream|_alias)(?:\/.*)?|\/[^_/][^/]*)$/;
const changing = new Set(["PUT", "DELETE", "PATCH"]);

/** The permissions of which a request needs one. Whatever changes something and is not known to send records needs `control`. */
export function neededPermissions(method: string, path: string): readonly Permission[] {
  if (sending.test(path)) return ["ingest"];
  if (introducing.test(path)) return ["ingest", "read"];
  if (method === "POST" && registering.test(path)) return ["ingest"];
  return changing.has(method) ? ["control"] : ["read"];
}

/** @throws ServerError `CW_SERVER_FORBIDDEN` naming what is missing */
export function checkPermission(context: RequestContext, granted: ReadonlySet<Permission>): void {
  const { method, path } = context.req;
  const needed = neededPermissions(method, path);
  if (needed.some((permission) => granted.has(permission))) return;
  throw new ServerError("CW_SERVER_FORBIDDEN", {
    method,
    path: path.slice(0, 255),
    permission: needed.join(" or "),
    needed: needed[0] ?? "",
  });
}
