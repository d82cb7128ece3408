import { connect as connectTcp, type NetConnectOpts, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { TlsContext } from "./http-request.js";
import { TryAgain } from "./try-again.js";

/** Where a stream goes. */
export interface StreamTarget {
  /** Host and port, or the path of a Unix socket. */
  to: NetConnectOpts;
  /** Speak TLS with these settings. */
  tls: TlsContext | undefined;
  /** An attempt to connect or to write is given up after this. */
  timeoutMs: number;
}

/** Opens a connection. @throws TryAgain when there is none in time */
export function openStream(target: StreamTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket =
      target.tls === undefined ? connectTcp(target.to) : connectTls({ ...withServerName(target.to), ...target.tls });
    const fail = (error: Error): void => {
      clearTimeout(deadline);
      socket.destroy();
      reject(new TryAgain(error.message, { cause: error }));
    };
    const deadline = setTimeout(() => fail(new Error(`no connection within ${target.timeoutMs} ms`)), target.timeoutMs);
    socket.once("error", fail);
    socket.once(target.tls === undefined ? "connect" : "secureConnect", () => {
      clearTimeout(deadline);
      socket.off("error", fail);
      // Errors of an open connection are seen by the next write; without a listener they would end the process.
      socket.on("error", () => {});
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

/** Writes and resolves when the operating system has the bytes. @throws TryAgain when the connection is gone */
export function writeStream(socket: Socket, bytes: Uint8Array, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed || !socket.writable) {
      reject(new TryAgain("the connection was closed"));
      return;
    }
    const gone = (): void => finish(new Error("the connection was closed"));
    const deadline = setTimeout(() => finish(new Error(`not written within ${timeoutMs} ms`)), timeoutMs);
    const finish = (error?: Error | null): void => {
      clearTimeout(deadline);
      socket.off("close", gone);
      if (error) reject(new TryAgain(error.message, { cause: error }));
      else resolve();
    };
    socket.once("close", gone);
    socket.write(bytes, finish);
  });
}

/** TLS checks the certificate against the name of the server, which an address does not have. */
function withServerName(to: NetConnectOpts): NetConnectOpts & { servername?: string } {
  const host = "host" in to ? to.host : undefined;
  return host === undefined || /^[\d.]+$|:/.test(host) ? to : { ...to, servername: host };
}
