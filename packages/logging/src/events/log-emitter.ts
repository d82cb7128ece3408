import { DEBUG, ERROR, type Level, checkLevel } from "../levels.js";
import type { Logger } from "../logger.js";
import { envelop, type EventEnvelope, within } from "./event.js";
import { patternMatches } from "./subscriptions.js";

/** What Node's `EventEmitter` and its likes have. */
export interface EmitterLike {
  emit(type: never, ...args: never[]): unknown;
}

/** What the DOM's and Node's `EventTarget` have. */
export interface TargetLike {
  dispatchEvent(event: never): boolean;
}

/** Level by event type or pattern (`order.*`, `*`), the first that matches; `false` for events that are not logged. */
export type EmitterLevels = Readonly<Record<string, Level | false>>;

/**
 * Logs what an emitter that already exists emits: `EventEmitter`, `EventTarget`, emittery, and whatever else has `emit` or
 * `dispatchEvent`. A record tells the type, the number of arguments, how long the listeners took (until a promise that `emit` answers
 * has settled) and what they threw, which is thrown on. Listeners run with a correlation id, as on an {@link EventBus}.
 *
 * @param levels @default `{ error: "ERROR", "*": "DEBUG" }`
 * @returns restores the emitter as it was
 */
export function logEmitter(
  emitter: EmitterLike | TargetLike,
  logger: Logger,
  levels: EmitterLevels = { error: "ERROR", "*": "DEBUG" },
): () => void {
  const wanted = Object.entries(levels).map(
    ([pattern, level]) => [pattern, level === false ? false : checkLevel(level)] as const,
  );
  const levelOf = (type: string): number | false =>
    wanted.find(([pattern]) => patternMatches(pattern, type))?.[1] ?? (type === "error" ? ERROR : DEBUG);
  const method = "dispatchEvent" in emitter && !("emit" in emitter) ? "dispatchEvent" : "emit";
  const original: unknown = Reflect.get(emitter, method);
  if (typeof original !== "function")
    throw new TypeError(`Cannot log emitter: expected an object with emit() or dispatchEvent(), got ${typeof emitter}`);
  const logged = function (this: unknown, ...args: unknown[]): unknown {
    const type = typeOf(args[0]);
    const level = levelOf(type);
    const call = (): unknown => Reflect.apply(original, this, args);
    // Symbols are what emitters tell themselves with (emittery: a listener was added).
    if (typeof args[0] === "symbol") return call();
    return level === false || !logger.isEnabledFor(level)
      ? call()
      : observe(logger, level, envelop(type, args.length - 1), call);
  };
  const own = Object.hasOwn(emitter, method);
  Object.defineProperty(emitter, method, { value: logged, configurable: true, writable: true });
  return () => {
    if (own) Object.defineProperty(emitter, method, { value: original, configurable: true, writable: true });
    else Reflect.deleteProperty(emitter, method);
  };
}

function typeOf(first: unknown): string {
  if (typeof first === "object" && first !== null && "type" in first) return String(first.type);
  return String(first);
}

function observe(logger: Logger, level: number, envelope: EventEnvelope, call: () => unknown): unknown {
  const started = performance.now();
  const report = (outcome: "ok" | "error", error?: unknown): void => {
    const fields = {
      outcome,
      arguments: envelope.payload,
      duration_ms: Math.round((performance.now() - started) * 1000) / 1000,
    };
    logger.log(outcome === "ok" ? level : Math.max(level, ERROR), "event %s", envelope.type, {
      ...fields,
      ...(outcome === "error" ? { exc_info: error } : undefined),
    });
  };
  return within(envelope, () => {
    try {
      const result = call();
      if (!(result instanceof Promise)) {
        report("ok");
        return result;
      }
      return result.then(
        (value: unknown) => (report("ok"), value),
        (error: unknown) => {
          report("error", error);
          throw error;
        },
      );
    } catch (error) {
      report("error", error);
      throw error;
    }
  });
}
