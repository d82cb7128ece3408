import type { EventEnvelope } from "./event.js";

/** What a handler is told beside the payload. */
export interface HandlingContext {
  envelope: EventEnvelope;
  /** Aborts when the handler's time is over. */
  signal: AbortSignal;
  /** 1 for the first attempt. */
  attempt: number;
}

/** Takes events; what it answers or resolves with is not used, what it throws is logged and retried. */
export type EventHandler<Payload> = (payload: Payload, context: HandlingContext) => unknown;

/** How one handler is run. */
export interface HandlerOptions {
  /** Shown in records. @default the function's name, or the pattern */
  name?: string;
  /** Handlers of higher priority are done before lower ones start; equal ones run side by side. @default 0 */
  priority?: number;
  /** Milliseconds an attempt may take. @default the bus's */
  timeoutMs?: number;
  /** Attempts after the first. @default the bus's */
  retries?: number;
  /** Whether it is taken off after its first event. @default false */
  once?: boolean;
}

/** A handler on the bus. */
export interface Subscription {
  readonly pattern: string;
  readonly handler: EventHandler<never>;
  readonly name: string;
  readonly options: HandlerOptions;
}

/** Tells whether a pattern takes a type: the type itself, `*` for all, `order.*` for all that begin with `order.`. */
export function patternMatches(pattern: string, type: string): boolean {
  if (pattern === "*" || pattern === type) return true;
  return pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1));
}

/** Which handlers take which types, in which order. */
export class Subscriptions {
  readonly #all = new Set<Subscription>();
  readonly #byType = new Map<string, readonly (readonly Subscription[])[]>();

  add(subscription: Subscription): void {
    this.#all.add(subscription);
    this.#byType.clear();
  }

  /** False when it was not there. */
  remove(subscription: Subscription): boolean {
    this.#byType.clear();
    return this.#all.delete(subscription);
  }

  /** The subscription of a handler for a pattern. */
  find(pattern: string, handler: EventHandler<never>): Subscription | undefined {
    return [...this.#all].find((item) => item.pattern === pattern && item.handler === handler);
  }

  /** The handlers of a type: groups of equal priority, the highest first. */
  groupsFor(type: string): readonly (readonly Subscription[])[] {
    const known = this.#byType.get(type);
    if (known !== undefined) return known;
    const groups = grouped([...this.#all].filter((item) => patternMatches(item.pattern, type)));
    this.#byType.set(type, groups);
    return groups;
  }
}

function grouped(subscriptions: readonly Subscription[]): Subscription[][] {
  const groups = new Map<number, Subscription[]>();
  for (const item of subscriptions) {
    const priority = item.options.priority ?? 0;
    groups.set(priority, [...(groups.get(priority) ?? []), item]);
  }
  return [...groups].toSorted(([a], [b]) => b - a).map(([, items]) => items);
}
