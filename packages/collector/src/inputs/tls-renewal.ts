// Takes a renewed certificate into use without closing a connection.
import { stat } from "node:fs/promises";
import type { Server } from "node:tls";
import type { Logger } from "@cordwood/logging";
import { reasonOf } from "../errors.js";
import { tlsCheckMs } from "../limits.js";
import type { TlsConfig } from "./listener-options.js";
import { tlsOptions } from "./tls-options.js";

/** What to look after. */
export interface TlsRenewalOptions {
  config: TlsConfig;
  /** Name of the input, for messages. */
  input: string;
  logger: Logger;
  /** @default tlsCheckMs */
  everyMs?: number;
}

/** Looks at the files of a server's certificate, and reads them again when one has changed. */
export class TlsRenewal {
  readonly #server: Server;
  readonly #options: TlsRenewalOptions;
  #seen = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(server: Server, options: TlsRenewalOptions) {
    this.#server = server;
    this.#options = options;
  }

  /** Begins to look. */
  async start(): Promise<void> {
    this.#seen = await this.#state();
    this.#timer = setInterval(() => void this.#check(), this.#options.everyMs ?? tlsCheckMs);
    this.#timer.unref();
  }

  /** Looks no more. */
  stop(): void {
    clearInterval(this.#timer);
  }

  async #check(): Promise<void> {
    const { config, input, logger } = this.#options;
    const state = await this.#state();
    if (state === this.#seen) return;
    this.#seen = state;
    try {
      this.#server.setSecureContext(await tlsOptions(config, input));
      logger.info("%s: took the changed certificate %s into use", input, config.cert);
    } catch (error) {
      // A key that is written after its certificate: the next look finds both.
      logger.warning("%s: goes on with the old certificate: %s", input, reasonOf(error));
    }
  }

  async #state(): Promise<string> {
    const { cert, key, ca } = this.#options.config;
    const paths = ca === undefined ? [cert, key] : [cert, key, ca];
    const times = paths.map(async (path) => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0);
    return (await Promise.all(times)).join(" ");
  }
}
