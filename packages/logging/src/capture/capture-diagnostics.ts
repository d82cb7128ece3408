import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { LoggingError } from "../errors.js";
import { checkLevel, DEBUG, type Level } from "../levels.js";
import { getLogger } from "../logger-registry.js";
import { CHANNELS, type Description } from "./channel-descriptions.js";
import { isQuiet, useQuiet } from "./quiet.js";

/** Options of {@link captureDiagnostics}. */
export interface CaptureDiagnosticsOptions {
  /** Names of channels, or the beginning of several: "http", "http.server", "undici", "net". @default all */
  channels?: readonly string[];
  /** @default DEBUG */
  level?: Level;
  /** Name of the logger above those of the channels. @default "node" */
  logger?: string;
}

/**
 * Logs what Node's built-in modules report on `diagnostics_channel`: HTTP requests and answers on either side, requests
 * by `fetch` (undici), connections. Queries are left out of URLs. What the handlers of this library do to deliver
 * records is not logged.
 * @returns a function that ends it
 * @throws LoggingError `CW_LOGGING_OPTION_VALUE` when a name fits no channel
 */
export function captureDiagnostics(options: CaptureDiagnosticsOptions = {}): () => void {
  const level = checkLevel(options.level ?? DEBUG);
  const above = options.logger ?? "node";
  useQuiet();
  const subscribed = channelsFor(options.channels).map((name) => {
    const listener = (message: unknown): void => {
      const logger = getLogger(above);
      if (isQuiet() || !logger.isEnabledFor(level)) return;
      log(`${above}.`, level, CHANNELS[name]?.(message as Readonly<Record<string, unknown>>));
    };
    subscribe(name, listener);
    return { name, listener };
  });
  return () => {
    for (const { name, listener } of subscribed) unsubscribe(name, listener);
  };
}

function log(above: string, level: number, description: Description | undefined): void {
  if (description === undefined) return;
  const { template, values, fields, error } = description;
  const logger = getLogger(above + description.logger);
  if (error === undefined) logger.log(level, template, ...values, fields);
  else logger.log(level, template, ...values, error, fields);
}

function channelsFor(wanted: readonly string[] | undefined): string[] {
  const all = Object.keys(CHANNELS);
  if (wanted === undefined) return all;
  return wanted.flatMap((name) => {
    const found = all.filter(
      (channel) => channel === name || channel.startsWith(`${name}.`) || channel.startsWith(`${name}:`),
    );
    if (found.length > 0) return found;
    throw new LoggingError("CW_LOGGING_OPTION_VALUE", [
      "channels",
      JSON.stringify(name),
      `one of ${all.join(", ")}, or its beginning`,
    ]);
  });
}
