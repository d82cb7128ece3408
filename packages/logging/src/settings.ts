import type { Handler } from "./handler.js";

/** Python's module variable of the same name, to read; assign it with `settings.raiseExceptions = …`. */
export let raiseExceptions = true;

/**
 * What Python keeps in variables of its `logging` module. An ES module's variables cannot be assigned from outside,
 * so they are properties of this object: `settings.raiseExceptions = false`.
 */
export interface Settings {
  /**
   * Whether a fault inside a handler is printed on stderr, and a call with an impossible level throws.
   * @default true
   */
  raiseExceptions: boolean;
  /** Takes records of level WARNING and above when no handler is found; null for none. */
  lastResort: Handler | null;
  /** Whether records carry the thread. @default true */
  logThreads: boolean;
  /** Whether records carry the process id. @default true */
  logProcesses: boolean;
  /** Whether records carry the process name. @default true */
  logMultiprocessing: boolean;
  /** Whether records carry a task name (always null here: JavaScript has no named tasks). @default true */
  logAsyncioTasks: boolean;
}

/** The settings in force. */
export const settings: Settings = {
  get raiseExceptions() {
    return raiseExceptions;
  },
  set raiseExceptions(value: boolean) {
    raiseExceptions = value;
  },
  lastResort: null,
  logThreads: true,
  logProcesses: true,
  logMultiprocessing: true,
  logAsyncioTasks: true,
};

/** Assigns {@link raiseExceptions}. */
export function setRaiseExceptions(value: boolean): void {
  raiseExceptions = value;
}
