// Opening and closing of servers.
import { chmod, lstat, unlink } from "node:fs/promises";
import { connect, type Server, type Socket } from "node:net";
import { CollectorError, reasonOf, systemCodeOf } from "../errors.js";
import type { Endpoint } from "./listener-options.js";

/** Permissions of a Unix socket: its owner and group. */
const socketMode = 0o660;

/** The error of an address that cannot be listened on. */
export function listenError(input: string, { host, port, path }: Endpoint, cause: unknown): CollectorError {
  const values = { input, address: path ?? `${host}:${port}`, reason: reasonOf(cause) };
  return new CollectorError("CW_COLLECTOR_LISTEN", values, { cause });
}

/**
 * Listens on an address or a Unix socket. A socket that a dead process left is removed first.
 * @throws CollectorError `CW_COLLECTOR_LISTEN` when the address is taken or not allowed.
 */
export async function listen(server: Server, endpoint: Endpoint, input: string): Promise<void> {
  const { host, port, path, mode = socketMode } = endpoint;
  try {
    if (path === undefined) {
      await listening(server, { host, port });
      return;
    }
    await removeStale(path);
    await listening(server, { path });
    await chmod(path, mode);
  } catch (error) {
    throw listenError(input, endpoint, error);
  }
}

async function listening(server: Server, where: { path: string } | { host: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

// Only a socket is removed, and only when nobody answers on it; what else is there makes listen fail.
async function removeStale(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isSocket() === true && !(await answers(path))) await unlink(path);
}

async function answers(path: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error) => {
      resolve(systemCodeOf(error) !== "ECONNREFUSED");
    });
  });
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
