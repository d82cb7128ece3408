import type { Socket } from "node:net";

const used: unique symbol = Symbol("cordwood.wire-bytes");

/** Bytes of a connection in either direction. */
export interface WireBytes {
  received: number;
  sent: number;
}

interface CountedSocket extends Socket {
  /** What earlier requests of the connection have used. */
  [used]?: WireBytes;
}

/** The bytes that have gone over the connection since it was last asked: those of the request that has just ended. */
export function takeWireBytes(socket: CountedSocket): WireBytes {
  const { bytesRead, bytesWritten } = socket;
  const before = (socket[used] ??= { received: 0, sent: 0 });
  const taken = { received: Math.max(0, bytesRead - before.received), sent: Math.max(0, bytesWritten - before.sent) };
  before.received = bytesRead;
  before.sent = bytesWritten;
  return taken;
}
