// An HTTP server that takes records, and misbehaves when it is told to.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { type Behaviour, poison, type Target } from "./target.js";

/** A request that came. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** What a server answers. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** How the target reads bodies and answers them. */
export interface HttpProtocol {
  /** Messages of a body, decompressed. */
  messagesOf(body: Buffer): string[];
  /** @default 200, empty */
  taken?(request: Received): Answer;
  /** The answer to a body with poison in it, and the messages that were taken nevertheless. @default 400, none */
  refused?(request: Received, messages: readonly string[]): { answer: Answer; taken: readonly string[] };
}

/** The server. */
export class HttpTarget implements Target {
  behaviour: Behaviour = "good";
  readonly messages: string[] = [];
  readonly requests: Received[] = [];
  /** Answers these first, in order. */
  readonly next: Answer[] = [];
  readonly #protocol: HttpProtocol;
  readonly #server: Server;

  constructor(protocol: HttpProtocol) {
    this.#protocol = protocol;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve);
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const { method = "", url = "", headers } = request;
    const bytes = Buffer.concat(parts);
    const body = headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
    const received = { method, url, headers, body };
    this.requests.push(received);
    this.#answer(received, response);
  }

  #answer(request: Received, response: ServerResponse): void {
    const { behaviour } = this;
    const next = this.next.shift();
    if (next !== undefined) write(response, next);
    else if (behaviour === "down") write(response, { status: 503 });
    else if (behaviour === "cuts")
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy());
    else if (behaviour === "huge")
      pour(response.writeHead(200, { "content-type": "application/json" }), "x".repeat(65_536));
    else if (behaviour === "endless") pourHeaders(response);
    else if (behaviour !== "silent") write(response, this.#take(request));
  }

  #take(request: Received): Answer {
    const messages = this.#protocol.messagesOf(request.body);
    if (this.behaviour === "poisoned" && messages.includes(poison)) {
      const refusal = this.#protocol.refused?.(request, messages) ?? { answer: { status: 400 }, taken: [] };
      this.messages.push(...refusal.taken);
      return refusal.answer;
    }
    this.messages.push(...messages);
    return this.#protocol.taken?.(request) ?? { status: 200 };
  }
}

function write(response: ServerResponse, { status, headers = {}, body = "" }: Answer): void {
  response.writeHead(status, headers).end(body);
}

function pour(
  stream: { write(text: string): boolean; destroyed: boolean; once(event: "drain", go: () => void): unknown },
  text: string,
): void {
  if (stream.destroyed) return;
  while (stream.write(text));
  stream.once("drain", () => pour(stream, text));
}

function pourHeaders({ socket }: ServerResponse): void {
  if (socket === null) return;
  socket.on("error", () => {});
  socket.write("HTTP/1.1 200 OK\r\n");
  pour(socket, "x-more: and more\r\n".repeat(1000));
}
