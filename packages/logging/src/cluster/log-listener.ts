import { chmodSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { LoggingError } from "../errors.js";
import type { Handler } from "../handler.js";
import { CLUSTER_WRITERS_MAX } from "../limits.js";
import { Logger } from "../logger.js";
import { getLogger } from "../logger-registry.js";
import type { Levels } from "./cluster-handler.js";
import { encodeFrame, FRAME, type Frame, FrameReader } from "./frames.js";
import { isCommitting } from "./ledger-file-handler.js";
import { isWireRecord, type Origin, RemoteRecord } from "./remote-record.js";

/** Takes records from other processes and threads. */
export interface LogListener {
  /** Where it listens. */
  readonly path: string;
  /** Things that came in and were no records. */
  readonly rejected: number;
  /** Tells the connected writers this process's levels anew. */
  sendLevels(): void;
  /** Stops listening; writers keep their records until a listener is there again. */
  close(): Promise<void>;
}

/**
 * Listens at a Unix socket (readable by this user only) for the records of {@link ClusterHandler}s and hands them to this process's
 * loggers by their names, as if they had been logged here, except that their level was decided where they came from. A batch is
 * acknowledged when the handlers have flushed it, or committed it ({@link LedgerFileHandler}).
 * @throws LoggingError `CW_LOGGING_CLUSTER_LISTEN` when another listener is there
 */
export async function startLogListener(path: string): Promise<LogListener> {
  const listener = new Listener(path);
  await listener.open();
  return listener;
}

class Listener implements LogListener {
  readonly path: string;
  rejected = 0;
  readonly #server: Server = createServer((socket) => this.#serve(socket));
  readonly #sockets = new Set<Socket>();
  readonly #last = new Map<string, number>();

  constructor(path: string) {
    this.path = path;
  }

  async open(): Promise<void> {
    await removeIfDead(this.path);
    this.#server.listen(this.path);
    try {
      await once(this.#server, "listening");
    } catch (error) {
      throw new LoggingError("CW_LOGGING_CLUSTER_LISTEN", [this.path, error instanceof Error ? error.message : error], {
        cause: error,
      });
    }
    if (process.platform !== "win32") chmodSync(this.path, 0o600);
    this.#server.unref();
  }

  sendLevels(): void {
    const frame = encodeFrame(FRAME.levels, JSON.stringify(currentLevels()));
    for (const socket of this.#sockets) socket.write(frame);
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await once(this.#server, "close");
  }

  #serve(socket: Socket): void {
    const reader = new FrameReader();
    let origin: Origin | undefined;
    this.#sockets.add(socket);
    socket.unref();
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.on("data", (piece: Buffer) => {
      try {
        for (const frame of reader.push(piece)) {
          if (frame.kind === FRAME.hello) origin = this.#welcome(socket, frame);
          else if (frame.kind === FRAME.records && origin !== undefined) this.#take(socket, origin, frame);
          else throw new LoggingError("CW_LOGGING_CLUSTER_FRAME", [`a frame of kind ${frame.kind} out of turn`]);
        }
      } catch (error) {
        // Without an answer the writer keeps the batch and comes back.
        socket.destroy();
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    });
  }

  #welcome(socket: Socket, frame: Frame): Origin {
    const origin = originOf(frame.body);
    socket.write(encodeFrame(FRAME.welcome, JSON.stringify(currentLevels())));
    return origin;
  }

  #take(socket: Socket, origin: Origin, frame: Frame): void {
    const last = this.#lastOf(origin.writer);
    const loggers = new Set<Logger>();
    let after = last;
    for (const wire of Array.isArray(frame.body) ? (frame.body as unknown[]) : []) {
      if (!isWireRecord(wire)) this.rejected += 1;
      else if (wire[0] > after) {
        after = wire[0];
        const logger = getLogger(wire[4]);
        loggers.add(logger);
        logger.handle(new RemoteRecord(wire, origin));
      }
    }
    if (after > last) this.#commit(origin.writer, after, handlersOf(loggers));
    socket.write(encodeFrame(FRAME.ack, String(after)));
  }

  #lastOf(writer: string): number {
    const known = this.#last.get(writer);
    if (known !== undefined) return known;
    return Math.max(0, ...[...allHandlers()].map((handler) => (isCommitting(handler) ? handler.lastOf(writer) : 0)));
  }

  #commit(writer: string, after: number, handlers: Iterable<Handler>): void {
    for (const handler of handlers) {
      if (isCommitting(handler)) handler.commit(writer, after);
      else void handler.flush();
    }
    this.#last.delete(writer);
    this.#last.set(writer, after);
    const [oldest] = this.#last.keys();
    if (this.#last.size > CLUSTER_WRITERS_MAX && oldest !== undefined) this.#last.delete(oldest);
  }
}

function originOf(body: unknown): Origin {
  const said = typeof body === "object" && body !== null ? (body as Partial<Record<keyof Origin, unknown>>) : {};
  const { writer, process: pid, processName, thread, threadName } = said;
  if (typeof writer !== "string" || !/^[0-9a-f-]{36}$/.test(writer))
    throw new LoggingError("CW_LOGGING_CLUSTER_FRAME", ["a hello without a writer"]);
  return {
    writer,
    process: Number(pid),
    processName: String(processName),
    thread: Number(thread),
    threadName: String(threadName),
  };
}

/** The handlers that a record of one of these loggers reaches. */
function handlersOf(loggers: Iterable<Logger>): Set<Handler> {
  const found = new Set<Handler>();
  for (const logger of loggers) {
    for (let at: Logger | null = logger; at !== null; at = at.propagate ? at.parent : null) {
      for (const handler of at.handlers) found.add(handler);
    }
  }
  return found;
}

function* allLoggers(): Generator<Logger> {
  yield Logger.root;
  for (const logger of Logger.manager.loggerDict.values()) if (logger instanceof Logger) yield logger;
}

const allHandlers = (): Set<Handler> => new Set([...allLoggers()].flatMap((logger) => logger.handlers));

/** The levels that loggers of this process have of their own; the root's under the empty name. */
export function currentLevels(): Levels {
  const levels: Record<string, number> = {};
  for (const logger of allLoggers())
    if (logger.level > 0 || logger === Logger.root) levels[logger === Logger.root ? "" : logger.name] = logger.level;
  return levels;
}

/** A listener that was killed leaves its socket file behind: nobody answers there. */
async function removeIfDead(path: string): Promise<void> {
  const probe = connect(path);
  const alive = await new Promise<boolean>((resolve) => {
    probe.once("connect", () => resolve(true));
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "ECONNREFUSED"));
  });
  probe.destroy();
  if (!alive) unlinkSync(path);
}
