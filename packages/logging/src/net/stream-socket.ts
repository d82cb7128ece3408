import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { ConnectionLog, type NetLog } from "./connection-log.js";
import { wrapMethod } from "./wrap-method.js";

/** `address:port` of the other side, or the kind of socket where it has none. */
export function peerOf(socket: Socket): string {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined) return "a local socket";
  return remoteAddress.includes(":") ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}

const isTls = (socket: Socket): socket is TLSSocket => "encrypted" in socket && socket.encrypted === true;

function tlsFields(socket: Socket): Record<string, unknown> {
  if (!isTls(socket)) return {};
  return {
    "tls.protocol.version": socket.getProtocol(),
    "tls.cipher": socket.getCipher()?.name,
    "tls.authorized": socket.authorized,
  };
}

/**
 * Logs a TCP, TLS or Unix socket. Received data is seen where the system hands it to the stream, so no listener is added that
 * would make the stream flow. Answers how to stop.
 */
export function logStreamSocket(socket: Socket, net: NetLog, what: string): () => void {
  const connection = new ConnectionLog(net);
  const opened = (): void => connection.opened(what, peerOf(socket), tlsFields(socket));
  const failed = (error: Error): void => connection.failed(error);
  const timedOut = (): void => connection.timedOut();
  const closed = (hadError: boolean): void =>
    connection.closed({ had_error: hadError }, { received: socket.bytesRead, sent: socket.bytesWritten });
  const ready = isTls(socket) && socket.connecting ? "secureConnect" : "connect";
  if (socket.connecting) socket.once(ready, opened);
  else opened();
  socket.on("error", failed).on("timeout", timedOut).once("close", closed);
  const restore = [
    wrapMethod(socket, "push", (chunk) => chunk !== null && connection.received(chunk)),
    wrapMethod(socket, "write", (chunk, encoding) => connection.sent(chunk, encoding)),
    wrapMethod(socket, "end", (chunk, encoding) => {
      if (chunk !== undefined && chunk !== null && typeof chunk !== "function") connection.sent(chunk, encoding);
    }),
  ];
  return () => {
    for (const undo of restore) undo();
    socket.off(ready, opened).off("error", failed).off("timeout", timedOut).off("close", closed);
  };
}
