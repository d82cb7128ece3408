import type { RemoteInfo, Socket } from "node:dgram";
import { ConnectionLog, type NetLog } from "./connection-log.js";
import { wrapMethod } from "./wrap-method.js";

/** Logs a UDP socket as one connection: what it receives from and sends to anyone, its faults and its end. */
export function logDatagramSocket(socket: Socket, net: NetLog): () => void {
  const connection = new ConnectionLog(net);
  const listening = (): void => {
    const { address, port } = socket.address();
    connection.opened("listening for datagrams at", `${address}:${port}`);
  };
  const received = (message: Buffer, _peer: RemoteInfo): void => connection.received(message);
  const failed = (error: Error): void => connection.failed(error);
  const closed = (): void => connection.closed();
  socket.on("listening", listening).on("message", received).on("error", failed).once("close", closed);
  const restore = wrapMethod(socket, "send", (message, offset, length) =>
    connection.sent(part(message, offset, length)),
  );
  return () => {
    restore();
    socket.off("listening", listening).off("message", received).off("error", failed).off("close", closed);
  };
}

/** dgram's `send(message, offset, length, …)` sends a part; `send(message, port, …)` all of it. */
function part(message: unknown, offset: unknown, length: unknown): unknown {
  const ranged =
    message instanceof Uint8Array &&
    typeof offset === "number" &&
    typeof length === "number" &&
    offset + length <= message.length;
  return ranged ? message.subarray(offset, offset + length) : message;
}
