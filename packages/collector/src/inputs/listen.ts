// Opening and closing of servers.
import type { Server, Socket } from "node:net";
import { CollectorError, reasonOf } from "../errors.js";
import { connectionsMax } from "../limits.js";

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
    throw new CollectorError(
      "CW_COLLECTOR_LISTEN",
      { input, address: `${host}:${port}`, reason: reasonOf(error) },
      { cause: error },
    );
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
