import { checkLevel, DEBUG, type Level } from "../levels.js";
import type { Logger } from "../logger.js";
import { type ContentOptions, type Preview, previewer, sizeOf } from "./content.js";
import { codeOf, reasonOf } from "./reason.js";

/** Levels of the kinds of records; `data` and everything below it costs nothing while it is disabled. */
export interface NetLevels {
  /** @default "INFO" */
  connect?: Level;
  /** Pieces received and sent. @default "DEBUG" */
  data?: Level;
  /** @default "WARNING" */
  timeout?: Level;
  /** @default "WARNING" */
  error?: Level;
  /** @default "INFO" */
  close?: Level;
}

/** What is logged of sockets and servers. */
export interface NetLogOptions extends ContentOptions {
  levels?: NetLevels;
}

/** Numbers for the metrics package; all but `open` only grow. */
export interface NetCounters {
  open: number;
  opened: number;
  received_bytes: number;
  sent_bytes: number;
  timeouts: number;
  /** By the error's code. */
  errors: Record<string, number>;
}

/** Counters at zero. */
export const newCounters = (): NetCounters => ({
  open: 0,
  opened: 0,
  received_bytes: 0,
  sent_bytes: 0,
  timeouts: 0,
  errors: {},
});

/** What all connections of one server, or one socket, have in common. */
export class NetLog {
  readonly logger: Logger;
  readonly counters: NetCounters = newCounters();
  readonly levels: Record<keyof NetLevels, number>;
  readonly preview: Preview;

  constructor(logger: Logger, options: NetLogOptions = {}) {
    this.logger = logger;
    const defaults = { connect: "INFO", data: "DEBUG", timeout: "WARNING", error: "WARNING", close: "INFO" };
    const levels = { ...defaults, ...options.levels };
    this.levels = {
      connect: checkLevel(levels.connect),
      data: checkLevel(levels.data),
      timeout: checkLevel(levels.timeout),
      error: checkLevel(levels.error),
      close: checkLevel(levels.close),
    };
    this.preview = previewer(options);
  }

  /** Logs a fault that belongs to no connection (a handshake that failed, a port that is taken). */
  fault(what: string, error: unknown, fields: Readonly<Record<string, unknown>> = {}): void {
    const code = codeOf(error);
    const key = code === "" ? "unknown" : code;
    this.counters.errors[key] = (this.counters.errors[key] ?? 0) + 1;
    this.logger.log(this.levels.error, "%s: %s", what, reasonOf(error), {
      ...fields,
      "error.code": code,
      exc_info: error,
    });
  }
}

/** One connection: its id, its totals, and its records. */
export class ConnectionLog {
  static #last = 0;
  /** Unique in this process; all records of the connection carry it as `connection_id`. */
  readonly id: string = `${process.pid}-${(ConnectionLog.#last += 1)}`;
  readonly #net: NetLog;
  readonly #started = performance.now();
  #received = 0;
  #sent = 0;
  #closed = false;

  constructor(net: NetLog) {
    this.#net = net;
    net.counters.open += 1;
    net.counters.opened += 1;
  }

  /** The connection stands. */
  opened(what: string, peer: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#log("connect", "%s %s", [what, peer], { ...fields, "network.peer.address": peer });
  }

  /** A piece arrived. */
  received(data: unknown): void {
    const bytes = sizeOf(data);
    this.#received += bytes;
    this.#net.counters.received_bytes += bytes;
    this.#piece("received", bytes, data);
  }

  /** A piece was given to the system. */
  sent(data: unknown, encoding?: unknown): void {
    const bytes = sizeOf(data, encoding);
    this.#sent += bytes;
    this.#net.counters.sent_bytes += bytes;
    this.#piece("sent", bytes, data);
  }

  /** Nothing happened for as long as the socket's timeout says. */
  timedOut(): void {
    this.#net.counters.timeouts += 1;
    this.#log("timeout", "connection idle for too long", [], {});
  }

  /** The connection failed. */
  failed(error: unknown): void {
    this.#net.fault("connection failed", error, { connection_id: this.id });
  }

  /** The connection is over; totals that the system counted are taken where it did. Only the first call counts. */
  closed(fields: Readonly<Record<string, unknown>> = {}, totals: { received?: number; sent?: number } = {}): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#net.counters.open -= 1;
    this.#adopt(totals);
    const durationMs = Math.round((performance.now() - this.#started) * 1000) / 1000;
    this.#log("close", "connection closed: %d bytes received, %d sent", [this.#received, this.#sent], {
      ...fields,
      received_bytes: this.#received,
      sent_bytes: this.#sent,
      duration_ms: durationMs,
    });
  }

  #adopt(totals: { received?: number; sent?: number }): void {
    const received = Math.max(this.#received, totals.received ?? 0);
    const sent = Math.max(this.#sent, totals.sent ?? 0);
    this.#net.counters.received_bytes += received - this.#received;
    this.#net.counters.sent_bytes += sent - this.#sent;
    this.#received = received;
    this.#sent = sent;
  }

  #piece(what: string, bytes: number, data: unknown): void {
    const { logger, levels, preview } = this.#net;
    if (!logger.passes(levels.data)) return;
    const content = logger.passes(DEBUG) ? preview(data) : undefined;
    this.#log("data", "%s %d bytes", [what, bytes], content === undefined ? { bytes } : { bytes, content });
  }

  #log(kind: keyof NetLevels, message: string, args: unknown[], fields: Readonly<Record<string, unknown>>): void {
    const { logger, levels } = this.#net;
    if (logger.passes(levels[kind])) logger.log(levels[kind], message, ...args, { ...fields, connection_id: this.id });
  }
}
