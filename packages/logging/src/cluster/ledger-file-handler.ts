import { ftruncateSync, openSync, closeSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Handler } from "../handler.js";
import type { LogRecord } from "../log-record.js";
import { openSharedFile, type SharedFileHandlerOptions } from "../shared/shared-file-handler.js";
import type { SharedFile } from "../shared/shared-file.js";
import { type Intent, Ledger } from "./ledger.js";

/** A handler that knows what it has of each writer, even after it was killed. */
export interface CommittingHandler {
  /** The last sequence number of a writer that is in the file; 0 for none. */
  lastOf(writer: string): number;
  /** Writes what was emitted since the last commit, as one step with the fact that it goes up to `after`. */
  commit(writer: string, after: number): void;
}

/** Whether a handler commits. */
export const isCommitting = (handler: object): handler is CommittingHandler =>
  "commit" in handler && "lastOf" in handler;

/**
 * The file of a {@link LogListener}: takes each record of each writer once, also when the listener is killed at any moment and
 * started again. Options and rotation are those of `SharedFileHandler`; no other program writes to the file. What it knows of its writers
 * lies beside it, in `.NAME.ledger`.
 */
export class LedgerFileHandler extends Handler implements CommittingHandler {
  override keepsRecords = false;
  readonly #file: SharedFile;
  readonly #ledger: Ledger;
  readonly #last = new Map<string, number>();
  #pending = "";

  /** @throws LoggingError `CW_LOGGING_FILE_OPEN`, `CW_LOGGING_OPTION_VALUE` */
  constructor(filename: string, options: Omit<SharedFileHandlerOptions, "batch"> = {}) {
    super();
    this.#file = openSharedFile(filename, options);
    this.#ledger = new Ledger(join(dirname(filename), `.${basename(filename)}.ledger`));
    for (const intent of this.#ledger.read()) this.#settle(filename, intent);
  }

  override emit(record: LogRecord): void {
    try {
      this.#pending += `${this.format(record)}\n`;
    } catch (error) {
      this.handleError(record, error);
    }
  }

  lastOf(writer: string): number {
    return this.#last.get(writer) ?? 0;
  }

  commit(writer: string, after: number): void {
    const before = this.lastOf(writer);
    this.#append((place) => this.#ledger.write({ writer, before, after, ...place }));
    this.#last.set(writer, after);
  }

  /** Writes records that were logged in this process. */
  override flush(): void {
    if (this.#pending !== "") this.#append();
  }

  override close(): void {
    this.flush();
    this.#file.close();
    this.#ledger.close();
    void super.close();
  }

  /** What cannot be written is dropped here: its writer keeps it and sends it again. */
  #append(announce?: (place: { inode: number; offset: number; length: number }) => void): void {
    const lines = Buffer.from(this.#pending);
    this.#pending = "";
    if (!this.#file.append(lines, announce)) throw new Error(`${this.#file.path} is locked by another process`);
  }

  /** Finds out whether an announced append happened, and undoes it when only a part of it did. */
  #settle(filename: string, intent: Intent): void {
    const file = findFile(filename, intent.inode);
    const missing = file !== undefined && file.size < intent.offset + intent.length;
    if (missing && file.size > intent.offset) truncate(file.path, intent.offset);
    const last = missing ? intent.before : intent.after;
    this.#last.set(intent.writer, last);
    this.#ledger.write({ ...intent, before: last, after: last, length: 0 });
  }
}

/** The log file or one of its predecessors, by inode; undefined when retention has deleted it. */
function findFile(filename: string, inode: number): { path: string; size: number } | undefined {
  const folder = dirname(filename);
  const names = readdirSync(folder).filter((name) => name.startsWith(basename(filename)));
  for (const name of names) {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.ino === inode) return { path, size: stat.size };
  }
  return undefined;
}

function truncate(path: string, size: number): void {
  const fd = openSync(path, "r+");
  ftruncateSync(fd, size);
  closeSync(fd);
}
