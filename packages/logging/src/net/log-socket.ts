import { Socket as DatagramSocket } from "node:dgram";
import { Socket } from "node:net";
import { LoggingError } from "../errors.js";
import type { Logger } from "../logger.js";
import { type NetCounters, NetLog, type NetLogOptions } from "./connection-log.js";
import { logDatagramSocket } from "./datagram-socket.js";
import { logStreamSocket } from "./stream-socket.js";
import { logWebSocket, type WebSocketLike } from "./web-socket.js";

/** What logging a socket or a server answers. */
export interface NetLogging {
  /** Numbers that go on counting; the metrics package can show them. */
  readonly counters: NetCounters;
  /** Leaves the socket or server as it was. */
  stop(): void;
}

/**
 * Logs a socket that this program has opened or been given: TCP, TLS, Unix, UDP, or WebSocket. A record when it connects (with the
 * peer's address), for each piece received and sent (its size; content only if asked for, at DEBUG), for errors (with what
 * the code means), timeouts, and when it closes (totals, duration). All carry one `connection_id`.
 * @throws LoggingError `CW_LOGGING_NET_UNKNOWN`
 */
export function logSocket(
  socket: Socket | DatagramSocket | WebSocketLike,
  logger: Logger,
  options: NetLogOptions = {},
): NetLogging {
  const net = new NetLog(logger, options);
  return { counters: net.counters, stop: start(socket, net) };
}

function start(socket: unknown, net: NetLog): () => void {
  if (socket instanceof Socket) return logStreamSocket(socket, net, "connected to");
  if (socket instanceof DatagramSocket) return logDatagramSocket(socket, net);
  if (isWebSocket(socket)) return logWebSocket(socket, net, "connected to", socket.url ?? "a WebSocket");
  throw new LoggingError("CW_LOGGING_NET_UNKNOWN", [
    "socket",
    "a net.Socket, tls.TLSSocket, dgram.Socket or WebSocket",
  ]);
}

/** Whether an object has what {@link logWebSocket} needs. */
export function isWebSocket(value: unknown): value is WebSocketLike {
  return (
    typeof value === "object" &&
    value !== null &&
    "send" in value &&
    "addEventListener" in value &&
    "readyState" in value
  );
}
