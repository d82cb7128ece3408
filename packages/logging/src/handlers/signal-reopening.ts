/** Options of handlers whose file an external program may move away. */
export interface ReopenOptions {
  /** A signal that has the file closed and opened again, for logrotate's `postrotate`: "SIGHUP", "SIGUSR2". @default none */
  reopenSignal?: NodeJS.Signals | undefined;
}

/** Calls back at a signal, until it is stopped. */
export class SignalReopening {
  readonly #signal: NodeJS.Signals | undefined;
  readonly #reopen: () => void;

  constructor(signal: NodeJS.Signals | undefined, reopen: () => void) {
    this.#signal = signal;
    this.#reopen = reopen;
    if (signal !== undefined) process.on(signal, this.#reopen);
  }

  stop(): void {
    if (this.#signal !== undefined) process.off(this.#signal, this.#reopen);
  }
}
