import { setTimeout as sleep } from "node:timers/promises";
import { LoggingError } from "../errors.js";
import { DEBUG, ERROR, type Level, checkLevel, WARNING } from "../levels.js";
import { EVENT_CONCURRENCY_DEFAULT, EVENT_QUEUE_ENTRIES_MAX_DEFAULT, EVENT_RETRY_FIRST_MS_DEFAULT } from "../limits.js";
import type { Logger } from "../logger.js";
import { getLogger } from "../logger-registry.js";
import { type Attempt, attemptHandler, retryPauseMs } from "./attempt.js";
import { BoundedQueue } from "./bounded-queue.js";
import { envelop, type EventEnvelope, within } from "./event.js";
import {
  type EventHandler,
  type HandlerOptions,
  patternMatches,
  type Subscription,
  Subscriptions,
} from "./subscriptions.js";

/** The payload of the event that is emitted when all attempts of a handler have failed. */
export interface DeadLetter {
  envelope: EventEnvelope;
  /** The handler that gave up. */
  handler: string;
  attempts: number;
  error: unknown;
}

/** The type of that event. */
export const DEAD_LETTER = "dead-letter";

type Payloads<Events> = Events & { [DEAD_LETTER]: DeadLetter };
type TypeOf<Events> = Extract<keyof Payloads<Events>, string>;
type Prefixes<Type extends string> = Type extends `${infer Head}.${infer Tail}`
  ? `${Head}.*` | `${Head}.${Prefixes<Tail>}`
  : never;
type MatchOf<Type extends string, Pattern extends string> = Pattern extends "*"
  ? Type
  : Pattern extends `${infer Head}.*`
    ? Extract<Type, `${Head}.${string}`>
    : Extract<Type, Pattern>;

/** What a bus of these events takes as a pattern: a type, `order.*`, or `*`. */
export type PatternOf<Events> = TypeOf<Events> | Prefixes<TypeOf<Events>> | "*";
/** The payload that a handler for a pattern may be given. */
export type PayloadFor<Events, Pattern extends string> = Payloads<Events>[MatchOf<TypeOf<Events>, Pattern> &
  keyof Payloads<Events>];

/** How a bus logs, and what it allows. */
export interface EventBusOptions {
  /** @default getLogger("events") */
  logger?: Logger;
  /** Level by type or pattern, the first that matches; what is important is INFO or more. @default DEBUG */
  levels?: Readonly<Record<string, Level>>;
  /** Events that may wait to be handled; as many emitters again may wait for room, then events are dropped. @default 10000 */
  queueEntriesMax?: number;
  /** Events that are handled at the same time. @default 64 */
  concurrency?: number;
  /** Milliseconds an attempt may take, 0 without a bound. @default 30000 */
  timeoutMs?: number;
  /** Attempts after the first. @default 0 */
  retries?: number;
  /** Milliseconds before the first retry; doubled with each, up to 30 seconds. @default 100 */
  retryFirstMs?: number;
}

/**
 * Typed events and their handlers, each logged by importance and tied together by one correlation id that
 * runs through everything a handler does, across awaits and, in the envelope, across processes. A handler that throws harms
 * neither the others nor the emitter.
 */
export class EventBus<Events extends object> {
  readonly #subscriptions = new Subscriptions();
  readonly #logger: Logger;
  readonly #levels: readonly [pattern: string, level: number][];
  readonly #options: Required<Pick<EventBusOptions, "concurrency" | "timeoutMs" | "retries" | "retryFirstMs">>;
  readonly #queue: BoundedQueue<EventEnvelope>;
  readonly #settled = new Map<string, (handlings: Handling[]) => void>();
  #active = 0;
  #dropped = 0;
  #closed = false;
  #idle: (() => void)[] = [];

  constructor(options: EventBusOptions = {}) {
    const entriesMax = options.queueEntriesMax ?? EVENT_QUEUE_ENTRIES_MAX_DEFAULT;
    this.#queue = new BoundedQueue(entriesMax, entriesMax);
    this.#logger = options.logger ?? getLogger("events");
    this.#levels = Object.entries(options.levels ?? {}).map(([pattern, level]) => [pattern, checkLevel(level)]);
    this.#options = {
      concurrency: options.concurrency ?? EVENT_CONCURRENCY_DEFAULT,
      timeoutMs: options.timeoutMs ?? 30_000,
      retries: options.retries ?? 0,
      retryFirstMs: options.retryFirstMs ?? EVENT_RETRY_FIRST_MS_DEFAULT,
    };
  }

  /** Events that were dropped because the queue and those who waited for it had reached their bounds. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds a handler for a type, a prefix (`order.*`) or all (`*`); answers how to take it off. */
  on<Pattern extends PatternOf<Events>>(
    pattern: Pattern,
    handler: EventHandler<PayloadFor<Events, Pattern>>,
    options: HandlerOptions = {},
  ): () => boolean {
    const name = options.name ?? (handler.name === "" ? `handler of ${pattern}` : handler.name);
    const subscription: Subscription = { pattern, handler, name, options };
    this.#subscriptions.add(subscription);
    return () => this.#subscriptions.remove(subscription);
  }

  /** Adds a handler that is taken off before its first event is handled. */
  once<Pattern extends PatternOf<Events>>(
    pattern: Pattern,
    handler: EventHandler<PayloadFor<Events, Pattern>>,
    options: HandlerOptions = {},
  ): () => boolean {
    return this.on(pattern, handler, { ...options, once: true });
  }

  /** Takes a handler off; false when it was not there. */
  off<Pattern extends PatternOf<Events>>(
    pattern: Pattern,
    handler: EventHandler<PayloadFor<Events, Pattern>>,
  ): boolean {
    const found = this.#subscriptions.find(pattern, handler);
    return found !== undefined && this.#subscriptions.remove(found);
  }

  /**
   * Emits an event. Resolves with true once the queue has taken it (await it, and a fast emitter waits for slow handlers), with false
   * when it was dropped because too many wait; never rejects because of a handler.
   */
  async emit<Type extends TypeOf<Events>>(
    type: Type,
    payload: Payloads<Events>[Type],
    options: { correlationId?: string } = {},
  ): Promise<boolean> {
    return this.receive(envelop(type, payload, options.correlationId));
  }

  /** The same, and waits until every handler has ended; answers how. */
  async emitAndWait<Type extends TypeOf<Events>>(
    type: Type,
    payload: Payloads<Events>[Type],
    options: { correlationId?: string } = {},
  ): Promise<Handling[]> {
    const envelope = envelop(type, payload, options.correlationId);
    const settled = new Promise<Handling[]>((resolve) => this.#settled.set(envelope.id, resolve));
    if (await this.receive(envelope)) return settled;
    this.#settled.delete(envelope.id);
    throw new LoggingError("CW_LOGGING_EVENT_DROPPED", [type, this.#queue.length]);
  }

  /** Takes an event that was emitted elsewhere (another process, a broker); it keeps its ids. */
  async receive(envelope: EventEnvelope): Promise<boolean> {
    const level = this.#levelOf(envelope.type);
    const accepted = this.#closed ? false : this.#queue.push(envelope);
    if (accepted === false) return this.#drop(envelope);
    if (this.#logger.isEnabledFor(level)) {
      within(envelope, () =>
        this.#logger.log(level, "event %s", envelope.type, { causation_id: envelope.causationId }),
      );
    }
    this.#pump();
    return accepted;
  }

  /** Resolves when nothing is queued and no handler runs. */
  async drain(): Promise<void> {
    if (this.#active === 0 && this.#queue.length === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Takes no more events and resolves when those taken are handled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.drain();
  }

  #levelOf(type: string): number {
    return (
      this.#levels.find(([pattern]) => patternMatches(pattern, type))?.[1] ?? (type === DEAD_LETTER ? ERROR : DEBUG)
    );
  }

  #drop(envelope: EventEnvelope): false {
    this.#dropped += 1;
    const reason = this.#closed ? "the bus is closed" : "the queue is full";
    within(envelope, () =>
      this.#logger.log(ERROR, "event %s dropped: %s", envelope.type, reason, { dropped: this.#dropped }),
    );
    return false;
  }

  #pump(): void {
    while (this.#active < this.#options.concurrency) {
      const envelope = this.#queue.shift();
      if (envelope === undefined) break;
      this.#active += 1;
      void this.#deliver(envelope);
    }
  }

  async #deliver(envelope: EventEnvelope): Promise<void> {
    const handlings: Handling[] = [];
    await within(envelope, async () => {
      for (const group of this.#subscriptions.groupsFor(envelope.type)) {
        handlings.push(...(await Promise.all(this.#taking(group).map((item) => this.#handle(item, envelope)))));
      }
    });
    this.#settled.get(envelope.id)?.(handlings);
    this.#settled.delete(envelope.id);
    this.#active -= 1;
    this.#pump();
    if (this.#active === 0 && this.#queue.length === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Handlers that take one event only are taken off before they start, so that a second event finds them gone. */
  #taking(group: readonly Subscription[]): Subscription[] {
    return group.filter((item) => item.options.once !== true || this.#subscriptions.remove(item));
  }

  async #handle(subscription: Subscription, envelope: EventEnvelope): Promise<Handling> {
    const retries = subscription.options.retries ?? this.#options.retries;
    const timeoutMs = subscription.options.timeoutMs ?? this.#options.timeoutMs;
    for (let attempt = 1; ; attempt++) {
      const ended = await attemptHandler(subscription, envelope, attempt, timeoutMs);
      const last = ended.outcome === "ok" || attempt > retries;
      this.#report(subscription, envelope, ended, last);
      if (last) {
        if (ended.outcome !== "ok") await this.#giveUp(subscription, envelope, ended);
        return { handler: subscription.name, ...ended };
      }
      await sleep(retryPauseMs(attempt, this.#options.retryFirstMs));
    }
  }

  #report(subscription: Subscription, envelope: EventEnvelope, ended: Attempt, last: boolean): void {
    const failed = ended.outcome !== "ok";
    const level = failed ? (last ? ERROR : WARNING) : this.#levelOf(envelope.type);
    if (!this.#logger.isEnabledFor(level)) return;
    const fields = {
      handler: subscription.name,
      outcome: ended.outcome,
      duration_ms: round(ended.durationMs),
      attempt: ended.attempt,
    };
    const what = failed ? (last ? "failed" : "will be tried again") : "done";
    this.#logger.log(level, "event %s: %s %s", envelope.type, subscription.name, what, {
      ...fields,
      ...(failed ? { exc_info: ended.error } : undefined),
    });
  }

  async #giveUp(subscription: Subscription, envelope: EventEnvelope, ended: Attempt): Promise<void> {
    if (envelope.type === DEAD_LETTER) return;
    const letter: DeadLetter = { envelope, handler: subscription.name, attempts: ended.attempt, error: ended.error };
    // Not awaited for room: a full queue of events that all fail would wait for itself.
    void this.receive(envelop(DEAD_LETTER, letter));
  }
}

/** How a handler dealt with an event. */
export interface Handling extends Attempt {
  handler: string;
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000;
