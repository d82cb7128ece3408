import { request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { hostname } from "node:os";
import { LoggingError } from "../errors.js";
import { Backoff } from "../handlers/delivery/backoff.js";
import {
  REMOTE_RETRY_FIRST_MS,
  REMOTE_RETRY_MS_MAX,
  REMOTE_SILENCE_MS_MAX,
  REMOTE_TREE_MS,
  REQUEST_MS_DEFAULT,
} from "../limits.js";
import { Logger } from "../logger.js";
import { getLogger } from "../logger-registry.js";
import { EventStreamReader, type StreamEvent } from "./event-stream-reader.js";
import { LevelOverrides } from "./level-overrides.js";
import { loggerTree } from "./logger-tree.js";

/** Options of {@link connect}. */
export interface ConnectOptions {
  /** The name under which the application is listed. @default the variables CORDWOOD_SERVICE, OTEL_SERVICE_NAME or npm_package_name */
  service?: string;
  /** @default the variable npm_package_version */
  version?: string;
  /** Sent as a bearer token. @default the variable CORDWOOD_TOKEN */
  token?: string;
}

/** An application's connection to a server. */
export interface RemoteConnection {
  /** Whether the server knows this process now. */
  readonly connected: boolean;
  /** Takes the process off the server's list; levels that were set from there stay until their time is over. */
  close(): void;
}

/**
 * Registers this process with a Cordwood server, over one connection that this process opens: the server lists it with its loggers, and
 * people there can set a logger's level for a time. Connects again whenever the connection is lost, never keeps the process alive, and
 * never throws after it has returned.
 * @param url of the server, such as `http://127.0.0.1:7600`
 * @throws LoggingError `CW_LOGGING_OPTION_VALUE` when the URL cannot be used
 */
export function connect(url: string, options: ConnectOptions = {}): RemoteConnection {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["url", JSON.stringify(url), "an http or https URL"]);
  }
  const connection = new Connection(url.replace(/\/+$/, ""), options);
  connection.start();
  return connection;
}

/** What the server asks for. */
interface LevelCommand {
  change: string;
  logger: string;
  level: string | null;
  for_ms: number;
}

class Connection implements RemoteConnection {
  connected = false;
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #about: Record<string, unknown>;
  readonly #overrides = new LevelOverrides(() => this.#report());
  readonly #backoff = new Backoff({
    firstMs: REMOTE_RETRY_FIRST_MS,
    maxMs: REMOTE_RETRY_MS_MAX,
    factor: 2,
    jitter: 0.5,
  });
  #stream: ClientRequest | undefined;
  #id = "";
  #reported = "";
  #watch: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(url: string, options: ConnectOptions) {
    const {
      CORDWOOD_SERVICE,
      OTEL_SERVICE_NAME,
      CORDWOOD_TOKEN,
      npm_package_name: packageName,
      npm_package_version: packageVersion,
    } = process.env;
    const token = options.token ?? CORDWOOD_TOKEN;
    this.#url = url;
    this.#headers = {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    this.#about = {
      service: options.service ?? CORDWOOD_SERVICE ?? OTEL_SERVICE_NAME ?? packageName ?? "",
      version: options.version ?? packageVersion ?? "",
      host: hostname(),
      pid: process.pid,
    };
  }

  /** Opens the stream; what ends it leads to the next attempt. */
  start(): void {
    const loggers = this.#tree();
    this.#reported = JSON.stringify(loggers);
    const body = JSON.stringify({ ...this.#about, loggers });
    const request = this.#send("POST", "/api/v1/apps", body);
    request.setHeader("accept", "text/event-stream");
    request.once("response", (response) => this.#listen(request, response));
    request.once("close", () => this.#ended());
    request.end(body);
    this.#stream = request;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#watch);
    this.#stream?.destroy();
  }

  #send(method: string, path: string, body: string): ClientRequest {
    const send = this.#url.startsWith("https:") ? httpsRequest : httpRequest;
    const request = send(`${this.#url}${path}`, {
      method,
      headers: { ...this.#headers, "content-length": Buffer.byteLength(body) },
    });
    request.on("socket", (socket) => socket.unref());
    // A lost connection is followed by "close"; without a listener it would end the process.
    request.on("error", () => undefined);
    request.setTimeout(REQUEST_MS_DEFAULT, () => request.destroy());
    return request;
  }

  #listen(request: ClientRequest, response: IncomingMessage): void {
    if (response.statusCode !== 200) {
      request.destroy();
      return;
    }
    // The server sends a comment every 15 seconds.
    request.setTimeout(REMOTE_SILENCE_MS_MAX, () => request.destroy());
    const reader = new EventStreamReader();
    response.setEncoding("utf8").on("data", (piece: string) => {
      try {
        for (const event of reader.push(piece)) this.#take(event);
      } catch {
        request.destroy();
      }
    });
    response.once("close", () => request.destroy());
  }

  #ended(): void {
    this.connected = false;
    clearInterval(this.#watch);
    if (!this.#closed) setTimeout(() => this.#closed || this.start(), this.#backoff.failed()).unref();
  }

  #take(event: StreamEvent): void {
    const data = JSON.parse(event.data) as { id?: string } & Partial<LevelCommand>;
    if (event.name === "registered" && data.id !== undefined) this.#registered(data.id);
    else if (event.name === "level" && data.change !== undefined) this.#report(this.#apply(data as LevelCommand));
  }

  #registered(id: string): void {
    this.#id = id;
    this.connected = true;
    this.#backoff.succeeded();
    // Most loggers are made right after connect(), before the server has answered.
    this.#reportIfChanged();
    this.#watch = setInterval(() => this.#reportIfChanged(), REMOTE_TREE_MS).unref();
  }

  #apply(command: LevelCommand): { change: string; error?: string; until?: number } {
    const { change, level } = command;
    try {
      const logger = command.logger === "" ? Logger.root : getLogger(command.logger);
      if (level !== null) return { change, until: this.#overrides.set(logger, level, command.for_ms) };
      this.#overrides.restore(logger);
      return { change };
    } catch (error) {
      return { change, error: error instanceof Error ? error.message : String(error) };
    }
  }

  #tree(): ReturnType<typeof loggerTree> {
    return loggerTree((logger) => this.#overrides.endOf(logger));
  }

  #reportIfChanged(): void {
    if (JSON.stringify(this.#tree()) !== this.#reported) this.#report();
  }

  #report(outcome: object = {}): void {
    if (!this.connected) return;
    const loggers = this.#tree();
    this.#reported = JSON.stringify(loggers);
    const body = JSON.stringify({ ...outcome, loggers });
    const request = this.#send("POST", `/api/v1/apps/${this.#id}/report`, body);
    request.once("response", (response) => response.resume());
    request.end(body);
  }
}
