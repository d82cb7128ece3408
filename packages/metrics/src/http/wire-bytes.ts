import type { Socket } from "node:net";

interface Counted {
  received: number;
  sent: number;
}

/** What earlier requests of a connection have used. */
const used = new WeakMap<Socket, Counted>();

/** Begins to count a request's bytes on its connection; the answer gives them when the request has ended. */
export function wireBytes(socket: Socket): () => Counted {
  return () => {
    const before = used.get(socket) ?? { received: 0, sent: 0 };
    const now = { received: socket.bytesRead, sent: socket.bytesWritten };
    used.set(socket, now);
    return { received: Math.max(0, now.received - before.received), sent: Math.max(0, now.sent - before.sent) };
  };
}
