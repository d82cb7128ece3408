/** What the channels of Node's built-in modules say, as a message, its arguments and fields. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** A message for a log. */
export interface Description {
  /** Below the logger's own name. */
  readonly logger: string;
  readonly template: string;
  readonly values: readonly unknown[];
  readonly fields: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
}

type Describe = (message: Readonly<Record<string, unknown>>) => Description;

interface ClientRequest {
  method?: string;
  protocol?: string;
  host?: string;
  path?: string;
}

interface UndiciRequest {
  method: string;
  origin: string;
  path: string;
}

/** Channels by name. https://nodejs.org/docs/latest-v20.x/api/diagnostics_channel.html#built-in-channels */
export const CHANNELS: Readonly<Record<string, Describe>> = {
  "http.client.request.start": ({ request }) => outgoing("%s %s", request as ClientRequest, []),
  "http.client.response.finish": ({ request, response }) => {
    const status = (response as IncomingMessage).statusCode;
    return outgoing("%s %s answered %d", request as ClientRequest, [status], { "http.response.status_code": status });
  },
  "http.server.request.start": ({ request }) => incoming("%s %s", request as IncomingMessage, []),
  "http.server.response.finish": ({ request, response }) => {
    const status = (response as ServerResponse).statusCode;
    return incoming("%s %s answered %d", request as IncomingMessage, [status], { "http.response.status_code": status });
  },
  "undici:request:create": ({ request }) => undici("%s %s", request as UndiciRequest, []),
  "undici:request:headers": ({ request, response }) => {
    const status = (response as { statusCode: number }).statusCode;
    return undici("%s %s answered %d", request as UndiciRequest, [status], { "http.response.status_code": status });
  },
  "undici:request:error": ({ request, error }) => ({ ...undici("%s %s failed", request as UndiciRequest, []), error }),
  "net.client.socket": ({ socket }) => socketDescription("connecting", socket as Socket),
  "net.server.socket": ({ socket }) => socketDescription("connection from %s:%d", socket as Socket),
};

function outgoing(
  template: string,
  request: ClientRequest,
  values: readonly unknown[],
  fields: object = {},
): Description {
  const url = `${request.protocol ?? "http:"}//${request.host ?? ""}${withoutQuery(request.path)}`;
  const all = { "http.request.method": request.method, "url.full": url, ...fields };
  return { logger: "http.client", template, values: [request.method, url, ...values], fields: all };
}

function incoming(
  template: string,
  request: IncomingMessage,
  values: readonly unknown[],
  fields: object = {},
): Description {
  const path = withoutQuery(request.url);
  const all = { "http.request.method": request.method, "url.path": path, ...fields };
  return { logger: "http.server", template, values: [request.method, path, ...values], fields: all };
}

function undici(
  template: string,
  request: UndiciRequest,
  values: readonly unknown[],
  fields: object = {},
): Description {
  const url = `${request.origin}${withoutQuery(request.path)}`;
  const all = { "http.request.method": request.method, "url.full": url, ...fields };
  return { logger: "undici", template, values: [request.method, url, ...values], fields: all };
}

function socketDescription(template: string, socket: Socket): Description {
  const { remoteAddress, remotePort } = socket;
  const fields = { "network.peer.address": remoteAddress, "network.peer.port": remotePort };
  const isServer = template.includes("%");
  return {
    logger: isServer ? "net.server" : "net.client",
    template,
    values: isServer ? [remoteAddress, remotePort] : [],
    fields,
  };
}

/** Queries carry tokens and names. */
function withoutQuery(path: string | undefined): string {
  return (path ?? "/").split(/[?#]/, 1)[0] ?? "/";
}
