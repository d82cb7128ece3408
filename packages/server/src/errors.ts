// Every error the server answers with or throws; docs/reference/errors/server.md explains each.

const templates = {
  CW_SERVER_BODY_TOO_LARGE: {
    status: 413,
    message: "cannot take the body: it is longer than {bytesMax} bytes",
    hint: "send smaller batches",
  },
  CW_SERVER_BODY_CORRUPT: {
    status: 400,
    message: "cannot decompress the body as {encoding}: {reason}",
    hint: "check that Content-Encoding names how the body is compressed",
  },
  CW_SERVER_BODY_INCOMPLETE: {
    status: 400,
    message: "cannot read the body: the connection ended before it was complete",
    hint: "",
  },
  CW_SERVER_BODY_INVALID: { status: 400, message: "cannot read the body: {reason}", hint: "{hint}" },
  CW_SERVER_BUSY: { status: 503, message: "cannot take the request now: {reason}", hint: "send it again later" },
  CW_SERVER_BODIES_IN_FLIGHT: {
    status: 429,
    message: "cannot take the body now: bodies under way hold {bytesMax} bytes already",
    hint: "send it again later, with fewer requests at once",
  },
  CW_SERVER_ENCODING: {
    status: 415,
    message: "cannot decompress a body with Content-Encoding {encoding}",
    hint: "use {known}",
  },
  CW_SERVER_MEDIA_TYPE: {
    status: 415,
    message: "cannot take a body of type {type}",
    hint: "{hint}",
  },
  CW_SERVER_PARAMETER_INVALID: { status: 400, message: 'cannot use parameter "{name}": {reason}', hint: "{hint}" },
  CW_SERVER_PARAMETER_UNKNOWN: {
    status: 400,
    message: 'cannot use parameter "{name}": it is not known',
    hint: "{hint}",
  },
  CW_SERVER_UNAUTHENTICATED: {
    status: 401,
    message: "cannot answer without a valid token",
    hint: "send the header Authorization: Bearer TOKEN with a token given to cordwood up --token",
  },
  CW_SERVER_FORBIDDEN: {
    status: 403,
    message: "cannot answer {method} {path}: the token has no permission to {permission}",
    hint: "use a token that has it, such as one given to cordwood up as --token {needed}:SECRET",
  },
  CW_SERVER_CROSS_ORIGIN: {
    status: 403,
    message: "cannot answer a browser's request from another site ({origin})",
    hint: "open the page at this server's own address",
  },
  CW_SERVER_HOST: {
    status: 421,
    message: "cannot answer for the host name {host}",
    hint: "use the address or localhost, or allow the name with --allow-host",
  },
  CW_SERVER_NOT_FOUND: { status: 404, message: "cannot find {method} {path}", hint: "{hint}" },
  CW_SERVER_METHOD: { status: 405, message: "cannot use {method} on {path}", hint: "use {allowed}" },
  CW_SERVER_STARTING: {
    status: 503,
    message: "cannot answer yet: the store is opening",
    hint: "try again in a moment",
  },
  CW_SERVER_CLOSING: { status: 503, message: "cannot answer any more: the server is closing", hint: "" },
  CW_SERVER_APP_UNKNOWN: {
    status: 404,
    message: "cannot find the application {id}: it is not connected",
    hint: "GET /api/v1/apps lists those that are; a program that starts again has a new id",
  },
  CW_SERVER_APP_REFUSED: { status: 400, message: "cannot set the level in {app}: {reason}", hint: "" },
  CW_SERVER_APP_SILENT: {
    status: 504,
    message: "cannot tell whether the level was set: {app} (process {pid}) did not answer",
    hint: "it may be busy; look at its loggers again in a moment",
  },
  CW_SERVER_QUERY_UNKNOWN: {
    status: 404,
    message: "cannot find the query {id}: it has ended, or never began",
    hint: "GET /api/v1/queries lists those that run",
  },
  CW_SERVER_QUERY_CANCELLED: {
    status: 499,
    message: "the query {id} was cancelled",
    hint: "",
  },
  CW_SERVER_ELASTIC: { status: 400, message: "{reason}", hint: "" },
  CW_SERVER_INTERNAL: {
    status: 500,
    message: "cannot answer because of a mistake in the server",
    hint: "look for the request id among the records of service cordwood",
  },
  CW_SERVER_EXPOSED: {
    status: 500,
    message: "cannot listen on {host}: it can be reached from other machines and no token is set",
    hint: "set --token (or CORDWOOD_TOKEN), listen on 127.0.0.1, or say --insecure",
  },
  CW_SERVER_PORT_IN_USE: {
    status: 500,
    message: "cannot listen on {host}:{port}: the port is in use",
    hint: "end the other program or choose another port with --listen {host}:PORT",
  },
  CW_SERVER_LISTEN: {
    status: 500,
    message: "cannot listen on {host}:{port}: {reason}",
    hint: "choose another address with --listen HOST:PORT",
  },
  CW_SERVER_PAGE: {
    status: 500,
    message: "cannot serve the page from {webRoot}: {reason}",
    hint: "build the page again",
  },
} as const;

/** Stable code of a {@link ServerError}. */
export type ServerErrorCode = keyof typeof templates;

/** Codes of all errors the server can answer with or throw. */
export const serverErrorCodes: readonly ServerErrorCode[] = Object.keys(templates) as ServerErrorCode[];

type Values = Readonly<Record<string, string | number>>;

const fill = (template: string, values: Values): string =>
  template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** An error of the server: `code` is stable, `status` is the HTTP status it answers with, `hint` says what to do. */
export class ServerError extends Error {
  readonly code: ServerErrorCode;
  readonly status: number;
  readonly hint: string;

  /** `values` fill the places of the code's templates. */
  constructor(code: ServerErrorCode, values: Values = {}, options?: ErrorOptions) {
    super(fill(templates[code].message, values), options);
    this.name = "ServerError";
    this.code = code;
    this.status = templates[code].status;
    this.hint = fill(templates[code].hint, values);
  }
}
