// Notices that a configuration file has other content: edited in place, replaced by a rename, or behind a link that
// leads elsewhere now. So the folder is watched, and what counts is what can be read.
import { type FSWatcher, readFileSync, watch } from "node:fs";
import { dirname, resolve } from "node:path";
import { configBytesMax, configSettleMs } from "../limits.js";

/** Watches one file until it is closed. */
export class ConfigWatch {
  readonly #path: string;
  readonly #onChange: () => void;
  #content: string | undefined;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `onChange` is called once a changed file has been left alone for {@link configSettleMs}. */
  constructor(path: string, onChange: () => void) {
    this.#path = resolve(path);
    this.#onChange = onChange;
    this.#content = this.#read();
  }

  /** Begins to watch. @throws the system's error where folders cannot be watched, or too many are already */
  start(): void {
    this.#watcher = watch(dirname(this.#path), { persistent: false }, () => {
      this.#settle();
    });
    // The folder may go away; the signal still works.
    this.#watcher.on("error", () => {
      this.close();
    });
  }

  /** Watches no more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#watcher?.close();
  }

  // A folder with busy logs has many events; looking at the file four times a second costs nothing.
  #settle(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#compare();
    }, configSettleMs).unref();
  }

  #compare(): void {
    const content = this.#read();
    if (content === this.#content) return;
    this.#content = content;
    // An editor empties a file before it writes it anew, or takes it away for a moment.
    if (content !== undefined && content !== "") this.#onChange();
  }

  #read(): string | undefined {
    try {
      return readFileSync(this.#path, "utf8").slice(0, configBytesMax);
    } catch {
      return undefined;
    }
  }
}
