import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { withContext } from "../context.js";

/** An event on its way, with what is needed to follow it through handlers and processes. Plain data: it can be sent. */
export interface EventEnvelope<Type extends string = string, Payload = unknown> {
  /** Unique. */
  readonly id: string;
  readonly type: Type;
  readonly payload: Payload;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The same for everything that one first event led to. */
  readonly correlationId: string;
  /** The event whose handling emitted this one. */
  readonly causationId: string | null;
}

const current = new AsyncLocalStorage<EventEnvelope>();

/** The event whose handler is running here, across awaits; undefined outside of handlers. */
export function currentEvent(): EventEnvelope | undefined {
  return current.getStore();
}

/** Makes an envelope; it belongs to the event that is being handled, if one is, and else begins a correlation. */
export function envelop<Type extends string, Payload>(
  type: Type,
  payload: Payload,
  correlationId?: string,
): EventEnvelope<Type, Payload> {
  const cause = currentEvent();
  const id = randomUUID();
  return {
    id,
    type,
    payload,
    time: Date.now(),
    correlationId: correlationId ?? cause?.correlationId ?? id,
    causationId: cause?.id ?? null,
  };
}

/** Runs code as part of an event's handling: its records carry the ids, the events it emits are correlated. */
export function within<T>(envelope: EventEnvelope, work: () => T): T {
  const fields = { correlation_id: envelope.correlationId, event_id: envelope.id, event: envelope.type };
  return current.run(envelope, () => withContext(fields, work));
}
