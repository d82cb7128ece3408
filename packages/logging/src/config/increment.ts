/** `incremental`: levels and `propagate` of what there is. */
import type { Handler } from "../handler.js";
import { getHandlerByName, getHandlerNames } from "../handler-registry.js";
import { checkLevel } from "../levels.js";
import { getLogger } from "../logger-registry.js";
import { at, configError } from "./config-error.js";
import { planLoggers } from "./logger-plan.js";
import { sectionOf } from "./sections.js";

/** Applies a configuration whose `incremental` is true. Nothing is changed when something is wrong. */
export function applyIncrement(config: Readonly<Record<string, unknown>>): void {
  const levels = Object.entries(sectionOf(config, "handlers")).map(([name, handler]) => levelOf(name, handler));
  // Handlers that loggers name play no part here.
  const loggers = planLoggers({ loggers: withoutHandlers(sectionOf(config, "loggers")), root: rootOf(config) });
  for (const { handler, level } of levels) if (level !== undefined) handler.setLevel(level);
  for (const { name, level, propagate } of loggers) {
    const logger = getLogger(name);
    if (level !== undefined) logger.setLevel(level);
    if (propagate !== undefined && name !== undefined) logger.propagate = propagate;
  }
}

function levelOf(
  name: string,
  config: Readonly<Record<string, unknown>>,
): { handler: Handler; level: number | undefined } {
  const path = `handlers.${name}`;
  const handler = getHandlerByName(name);
  if (handler === undefined) {
    throw configError(path, `no handler has that name; there are ${[...getHandlerNames()].join(", ") || "none"}`);
  }
  const { level } = config;
  return { handler, level: level === undefined ? undefined : at(`${path}.level`, () => checkLevel(level)) };
}

function withoutHandlers(
  section: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(section).map(([name, logger]) => [name, { ...logger, handlers: [] }]));
}

function rootOf(config: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const root = config["root"];
  if (root === undefined) return undefined;
  return { ...(root as Record<string, unknown>), handlers: [] };
}
