import { AsyncLocalStorage } from "node:async_hooks";

const storage = new AsyncLocalStorage<true>();
let used = false;

/** Runs what this library does itself, so that capturing does not log the delivery of what it logged. */
export function runQuietly<Result>(run: () => Result): Result {
  return used ? storage.run(true, run) : run();
}

/** Whether the caller runs within {@link runQuietly}. */
export function isQuiet(): boolean {
  return storage.getStore() === true;
}

/** Has {@link runQuietly} mark what it runs from now on; before, nobody asks. */
export function useQuiet(): void {
  used = true;
}
