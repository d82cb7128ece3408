import type { Server as HttpServer, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Ends a server's connections without cutting off answers. Node's own `closeIdleConnections` leaves those on which
 * nothing was ever asked, as browsers open them in advance, until the headers' timeout.
 */
export class Connections {
  readonly #http: HttpServer;
  /** Requests under way on each connection. */
  readonly #busy = new Map<Socket, number>();
  #draining = false;

  constructor(http: HttpServer) {
    this.#http = http;
    http.on("connection", (socket) => {
      this.#busy.set(socket, 0);
      socket.once("close", () => this.#busy.delete(socket));
    });
    http.on("request", (request, response) => this.#follow(request.socket, response));
  }

  #follow(socket: Socket, response: ServerResponse): void {
    this.#busy.set(socket, (this.#busy.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const left = (this.#busy.get(socket) ?? 1) - 1;
      if (this.#busy.has(socket)) this.#busy.set(socket, left);
      if (this.#draining && left === 0) socket.destroySoon();
    });
  }

  /** Takes no new connection and resolves when all are closed; after `timeoutMs` those left are cut off. */
  async drain(timeoutMs: number): Promise<void> {
    this.#draining = true;
    const force = setTimeout(() => this.#http.closeAllConnections(), timeoutMs);
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
      for (const [socket, requests] of this.#busy) if (requests === 0) socket.destroySoon();
    });
    clearTimeout(force);
  }
}
