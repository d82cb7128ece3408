// Opening and closing of servers.
import type { Server, Socket } from "node:net";
import { CollectorError, reasonOf } from "../errors.js";
import { connectionsMax } from "../limits.js";

/** The error of an address that cannot be listened on. */
export function listenError(input: string, host: string, port: number, cause: unknown): CollectorError {
  const values = { input, address: `${host}:${port}`, reason: reasonOf(cause) };
  return new CollectorError("CW_COLLECTOR_LISTEN", values, { cause });
}

/**
 * Listens on an address.
 * @throws CollectorError `CW_COLLECTOR_LISTEN` when the address is taken or not allowed.
 */
export async function listen(server: Server, host: string, port: number, input: string): Promise<void> {
  server.maxConnections = connectionsMax;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port }, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    throw listenError(input, host, port, error);
  }
}

/** Accepts no more connections and ends those that are open. */
export async function closeServer(server: Server, sockets: Iterable<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  for (const socket of sockets) socket.destroy();
  await closed;
}
