export { type Attempt } from "./attempt.js";
export { currentEvent, type EventEnvelope } from "./event.js";
export {
  DEAD_LETTER,
  type DeadLetter,
  EventBus,
  type EventBusOptions,
  type Handling,
  type PatternOf,
  type PayloadFor,
} from "./event-bus.js";
export { type EmitterLevels, type EmitterLike, logEmitter, type TargetLike } from "./log-emitter.js";
export type { EventHandler, HandlerOptions, HandlingContext } from "./subscriptions.js";
