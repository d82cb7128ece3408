/** A queue handler of a configuration: its queue, its listener and the handlers behind it (Python 3.12). */
import { isPlainObject } from "../fields.js";
import type { Handler } from "../handler.js";
import { LogQueue, QueueHandler, QueueListener, type QueueLike } from "../handlers/index.js";
import { isQueueLike } from "../handlers/queue-handler.js";
import type { BaseConfigurator } from "./base-configurator.js";
import { at, configError } from "./config-error.js";
import { construct, isCallable, isClass, isKindOf, type NamedArguments } from "./construct.js";

/** What makes the handlers that the listener hands records to. */
export interface HandlerSource extends BaseConfigurator {
  handler(name: string, path: string): Handler;
}

type Callable = (...given: unknown[]) => unknown;

/** Makes the handler and its listener, which the application starts. @throws LoggingError `CW_LOGGING_CONFIG` */
export function makeQueueHandler(
  source: HandlerSource,
  target: Callable,
  config: NamedArguments,
  path: string,
): unknown {
  const {
    queue: queueConfig,
    listener: listenerConfig,
    handlers: names = [],
    respect_handler_level: respect = false,
    ...named
  } = config;
  const queue = at(`${path}.queue`, () => makeQueue(source, queueConfig));
  const make = at(`${path}.listener`, () => listenerFactory(source, listenerConfig));
  if (!Array.isArray(names))
    throw configError(`${path}.handlers`, `it is ${JSON.stringify(names)}, expected a list of handlers`);
  const handlers = names.map((name, index) => source.handler(String(name), `${path}.handlers[${index}]`));
  const options = Object.keys(named).length === 0 ? [] : [source.convert(named)];
  const handler = Reflect.construct(target, [queue, ...options]) as unknown;
  if (handler instanceof QueueHandler) handler.listener = make(queue, handlers, respect === true);
  return handler;
}

function makeQueue(source: BaseConfigurator, config: unknown): QueueLike<unknown> {
  if (config === undefined || config === null) return new LogQueue();
  if (isPlainObject(config) && !("()" in config)) throw configError("", `${JSON.stringify(config)} has no "()"`);
  const found = isPlainObject(config) ? source.configureCustom(config) : resolved(source, config);
  const queue = isCallable(found) ? construct(found, {}) : found;
  if (isQueueLike(queue)) return queue;
  throw configError("", "it is no queue: it has neither putNowait, put_nowait nor push");
}

function listenerFactory(
  source: BaseConfigurator,
  config: unknown,
): (queue: QueueLike<unknown>, handlers: Handler[], respect: boolean) => QueueListener {
  if (isPlainObject(config) && !("()" in config)) throw configError("", `${JSON.stringify(config)} has no "()"`);
  const found =
    config === undefined || config === null
      ? QueueListener
      : isPlainObject(config)
        ? source.configureCustom(config)
        : resolved(source, config);
  if (!isCallable(found)) throw configError("", "it is not a class of listeners, nor a function that makes one");
  if (isClass(found) && !isKindOf(found, QueueListener)) {
    throw configError("", `${found.name} does not extend QueueListener`);
  }
  return (queue, handlers, respect) => {
    const given = [queue, ...handlers, { respect_handler_level: respect }];
    return (isClass(found) ? Reflect.construct(found, given) : found(...given)) as QueueListener;
  };
}

function resolved(source: BaseConfigurator, value: unknown): unknown {
  return typeof value === "string" ? source.resolve(value.replace(/^ext:\/\//, "")) : value;
}
