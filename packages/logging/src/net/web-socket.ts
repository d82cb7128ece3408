import { ConnectionLog, type NetLog } from "./connection-log.js";
import { wrapMethod } from "./wrap-method.js";

/** What `ws`, undici and browsers have in common. */
export interface WebSocketLike {
  readonly url?: string;
  readonly readyState: number;
  send(data: never): void;
  addEventListener(type: never, listener: (event: never) => void): void;
  removeEventListener(type: never, listener: (event: never) => void): void;
}

interface WebSocketEvent {
  data?: unknown;
  code?: number;
  reason?: string;
  error?: unknown;
  message?: string;
}

const OPEN = 1;

/** Logs a WebSocket, on either side. */
export function logWebSocket(socket: WebSocketLike, net: NetLog, what: string, peer: string): () => void {
  const connection = new ConnectionLog(net);
  const listeners: Record<string, (event: WebSocketEvent) => void> = {
    open: () => connection.opened(what, peer),
    message: (event) => connection.received(event.data),
    error: (event) => connection.failed(event.error ?? new Error(event.message ?? "the WebSocket failed")),
    close: (event) =>
      connection.closed({ "websocket.close_code": event.code, "websocket.close_reason": event.reason ?? "" }),
  };
  if (socket.readyState === OPEN) connection.opened(what, peer);
  for (const [type, listener] of Object.entries(listeners)) socket.addEventListener(type as never, listener);
  const restore = wrapMethod(socket, "send", (data) => connection.sent(data));
  return () => {
    restore();
    for (const [type, listener] of Object.entries(listeners)) socket.removeEventListener(type as never, listener);
  };
}
