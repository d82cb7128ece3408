/**
 * What `work` answers, unless the signal is aborted or `timeoutMs` are over before: then it is given up, its outcome
 * ignored. For clients that take no signal.
 */
export async function within<T>(work: Promise<T>, timeoutMs: number, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const limit = new Promise<never>((_resolve, reject) => {
    const late = (): void => reject(new Error(`no answer within ${timeoutMs / 1000} s`));
    const abort = (): void => reject(signal.reason as Error);
    const timer = setTimeout(late, timeoutMs);
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
    signal.addEventListener("abort", abort);
    void work.catch(() => {}).finally(done);
  });
  return Promise.race([work, limit]);
}
