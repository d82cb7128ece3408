// Reads the configuration again on SIGHUP and when its file changes. What is wrong is told, and the old one runs on.
import { isDeepStrictEqual } from "node:util";
import type { ReloadResult } from "@cordwood/collector";
import type { Logger } from "@cordwood/logging";
import type { Settings } from "../settings/settings.js";
import { ConfigWatch } from "./config-watch.js";

/** Where settings come from. */
export interface SettingsSource {
  /** The file that is watched, whether it is there or not. */
  path: string;
  /** Puts file, variables and flags together again. @throws CliError with file:line:column */
  read(): Promise<Settings>;
}

/** What can go over to other settings. */
export interface Reloadable {
  logger: Logger;
  /** @throws what keeps it from it; it runs on as before */
  reload(settings: Settings): Promise<ReloadResult>;
}

/** What only a restart changes. */
const fixed = ["data", "listen", "tokens", "insecure", "allow_hosts", "store"] as const;

/** Reads settings again as long as something runs by them. */
export class Reloading {
  readonly #running: Reloadable;
  readonly #source: SettingsSource;
  readonly #onReloaded: (result: ReloadResult) => void;
  readonly #started: Settings;
  readonly #onSignal = (): void => void this.reload();
  #current: Settings;
  #watch: ConfigWatch | undefined;
  #last: Promise<void> = Promise.resolve();

  /** `settings` are those that it runs by now; `onReloaded` hears of every change that took place. */
  constructor(
    running: Reloadable,
    source: SettingsSource,
    settings: Settings,
    onReloaded: (result: ReloadResult) => void,
  ) {
    this.#running = running;
    this.#source = source;
    this.#started = settings;
    this.#current = settings;
    this.#onReloaded = onReloaded;
  }

  /** Begins to listen for the signal and, unless `reload: false`, for changes of the file. */
  start(): void {
    process.on("SIGHUP", this.#onSignal);
    this.#follow();
  }

  /** Ends both. */
  close(): void {
    process.off("SIGHUP", this.#onSignal);
    this.#watch?.close();
  }

  /** Reads the settings now, after a change that is under way. Resolves when they are taken or refused. */
  reload(): Promise<void> {
    this.#last = this.#last.then(() => this.#reload());
    return this.#last;
  }

  async #reload(): Promise<void> {
    const { logger } = this.#running;
    try {
      const settings = await this.#source.read();
      this.#warn(settings);
      const result = await this.#running.reload(settings);
      this.#current = settings;
      this.#follow();
      logger.info("read the configuration again", {
        started: result.started.join(", "),
        stopped: result.stopped.join(", "),
        processors: result.processors,
      });
      this.#onReloaded(result);
    } catch (error) {
      const { message } = error as Error;
      logger.error("cannot go over to the changed configuration, the old one runs on: %s", message);
    }
  }

  #warn(settings: Settings): void {
    const changed = fixed.filter((name) => !isDeepStrictEqual(settings[name], this.#started[name]));
    if (changed.length === 0) return;
    this.#running.logger.warning("%s cannot change while it runs; start it again for that", changed.join(", "));
  }

  #follow(): void {
    if (!this.#current.reload) {
      this.#watch?.close();
      this.#watch = undefined;
      return;
    }
    if (this.#watch !== undefined) return;
    this.#watch = new ConfigWatch(this.#source.path, this.#onSignal);
    try {
      this.#watch.start();
    } catch (error) {
      const { message } = error as Error;
      this.#running.logger.warning("cannot watch %s, send SIGHUP instead: %s", this.#source.path, message);
    }
  }
}
