/** Swaps one configuration for another; from here on nothing can fail. */
import type { FilterLike } from "../filter.js";
import type { Handler } from "../handler.js";
import { shutdown } from "../handler-registry.js";
import { NOTSET } from "../levels.js";
import { Logger } from "../logger.js";
import { getLogger, root } from "../logger-registry.js";
import type { Elements } from "./element-builder.js";
import type { PlannedLogger } from "./logger-plan.js";

/** Filters that a configuration gave a logger: the next one takes them away, as it does with handlers. */
const filtersFromConfig = new WeakMap<Logger, readonly FilterLike[]>();

/** Handlers are known to the registry only weakly; those of the configuration in force must stay. */
let handlersInForce: ReadonlyMap<string, Handler> = new Map();

/** A configuration that is ready. */
export interface Ready {
  readonly plan: readonly PlannedLogger[];
  readonly elements: Elements;
  readonly disableExisting: boolean;
  /** The handlers there were before: they are closed. */
  readonly before: readonly Handler[];
}

/** Closes the handlers there were, names the new ones, and gives the loggers their levels, handlers and filters. */
export function putInForce({ plan, elements, disableExisting, before }: Ready): void {
  const made = new Set(elements.handlers.values());
  closeQuietly(before.filter((handler) => !made.has(handler)));
  handlersInForce = elements.handlers;
  for (const [name, handler] of handlersInForce) handler.name = name;
  const existing = [...Logger.manager.loggerDict.keys()];
  for (const planned of plan) configureLogger(planned, elements);
  for (const name of existing) settleExisting(name, plan, disableExisting);
}

/** Closes handlers, the last made first; one that fails does not keep the others open. */
export function closeQuietly(handlers: readonly Handler[]): void {
  for (const handler of handlers.toReversed()) {
    try {
      shutdown([handler]);
    } catch (error) {
      handler.handleError(undefined as never, error);
    }
  }
}

function configureLogger(planned: PlannedLogger, elements: Elements): void {
  const logger = getLogger(planned.name);
  if (planned.level !== undefined) logger.setLevel(planned.level);
  for (const handler of logger.handlers.toReversed()) logger.removeHandler(handler);
  for (const name of planned.handlers) {
    const handler = elements.handlers.get(name);
    if (handler !== undefined) logger.addHandler(handler);
  }
  for (const filter of filtersFromConfig.get(logger) ?? []) logger.removeFilter(filter);
  const filters = elements.filtersOf.get(planned) ?? [];
  for (const filter of filters) logger.addFilter(filter);
  filtersFromConfig.set(logger, filters);
  if (logger === root) return;
  logger.disabled = false;
  if (planned.propagate !== undefined) logger.propagate = planned.propagate;
}

/** A logger below a configured one starts anew; any other that is not named is disabled, if that is wanted. */
function settleExisting(name: string, plan: readonly PlannedLogger[], disable: boolean): void {
  const logger = Logger.manager.loggerDict.get(name);
  if (!(logger instanceof Logger) || plan.some((planned) => planned.name === name)) return;
  if (!plan.some((planned) => planned.name !== undefined && name.startsWith(`${planned.name}.`))) {
    logger.disabled = disable;
    return;
  }
  logger.setLevel(NOTSET);
  for (const handler of logger.handlers.toReversed()) logger.removeHandler(handler);
  logger.propagate = true;
}
