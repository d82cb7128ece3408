import { Socket as DatagramSocket } from "node:dgram";
import type { EventEmitter } from "node:events";
import { type IncomingMessage, Server as HttpServer, type ServerResponse } from "node:http";
import { Server, type Socket } from "node:net";
import { Server as TlsServer } from "node:tls";
import { LoggingError } from "../errors.js";
import type { Logger } from "../logger.js";
import { NetLog, type NetLogOptions } from "./connection-log.js";
import { logDatagramSocket } from "./datagram-socket.js";
import { isWebSocket, type NetLogging } from "./log-socket.js";
import { logStreamSocket, peerOf } from "./stream-socket.js";
import { logWebSocket } from "./web-socket.js";

/** A server of WebSockets, as the `ws` package makes it. */
export type WebSocketServerLike = Pick<EventEmitter, "on" | "off"> & { readonly clients: unknown };

/**
 * Logs a server: where it listens, each connection from its beginning to its end (see {@link logSocket}), connections that failed
 * before they stood (TLS handshakes, bytes that are not HTTP), and its end; of an HTTP server also each request with its
 * status and duration. For net, tls, http, https, dgram and WebSocket servers.
 * @throws LoggingError `CW_LOGGING_NET_UNKNOWN`
 */
export function logServer(
  server: Server | DatagramSocket | WebSocketServerLike,
  logger: Logger,
  options: NetLogOptions = {},
): NetLogging {
  const net = new NetLog(logger, options);
  return { counters: net.counters, stop: start(server, net) };
}

function start(server: unknown, net: NetLog): () => void {
  if (server instanceof DatagramSocket) return logDatagramSocket(server, net);
  if (server instanceof Server) return logStreamServer(server, net);
  if (isWebSocketServer(server)) return listen(server, { connection: webSocketListener(net), error: serverFault(net) });
  throw new LoggingError("CW_LOGGING_NET_UNKNOWN", ["server", "a net, tls, http, https, dgram or WebSocket server"]);
}

type Listener = (...args: never[]) => void;

/** Adds listeners and answers how to take them off. */
function listen(emitter: Pick<EventEmitter, "on" | "off">, listeners: Readonly<Record<string, Listener>>): () => void {
  const entries = Object.entries(listeners) as [string, (...args: unknown[]) => void][];
  for (const [event, listener] of entries) emitter.on(event, listener);
  return () => {
    for (const [event, listener] of entries) emitter.off(event, listener);
  };
}

const serverFault =
  (net: NetLog): Listener =>
  (error: Error) =>
    net.fault("server failed", error);

function logStreamServer(server: Server, net: NetLog): () => void {
  const listening = (): void => net.logger.log(net.levels.connect, "listening at %s", addressOf(server));
  if (server.listening) listening();
  return listen(server, {
    listening,
    error: serverFault(net),
    close: () => net.logger.log(net.levels.close, "server closed"),
    [server instanceof TlsServer ? "secureConnection" : "connection"]: (socket: Socket) =>
      void logStreamSocket(socket, net, "connection from"),
    tlsClientError: (error: Error, socket: Socket) => net.fault(`TLS handshake with ${peerOf(socket)} failed`, error),
    drop: () => net.logger.log(net.levels.error, "connection refused: the server has as many as it takes"),
    ...(isHttp(server) ? { request: requestListener(net) } : {}),
  });
}

/** https.Server is a tls.Server with the events of an HTTP server; both have `keepAliveTimeout`. */
const isHttp = (server: Server): boolean => server instanceof HttpServer || "keepAliveTimeout" in server;

function requestListener(net: NetLog): Listener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const started = performance.now();
    response.once("close", () => {
      const path = (request.url ?? "").split("?", 1)[0];
      const fields = {
        "http.request.method": request.method,
        "url.path": path,
        "http.response.status_code": response.statusCode,
        duration_ms: Math.round((performance.now() - started) * 1000) / 1000,
        completed: response.writableFinished,
      };
      const level = response.statusCode >= 500 ? net.levels.error : net.levels.data;
      net.logger.log(level, "%s %s answered %d", request.method, path, response.statusCode, fields);
    });
  };
}

function webSocketListener(net: NetLog): Listener {
  return (socket: unknown, request?: IncomingMessage) => {
    if (isWebSocket(socket))
      logWebSocket(socket, net, "connection from", request === undefined ? "a peer" : peerOf(request.socket));
  };
}

function isWebSocketServer(server: unknown): server is WebSocketServerLike {
  return typeof server === "object" && server !== null && "clients" in server && "on" in server && "off" in server;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") return address ?? "an unknown address";
  return address.family === "IPv6" ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`;
}
