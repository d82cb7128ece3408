import { useEffect, useState } from "react";

/** The time, renewed every `everyMs`; `startMs` until then, and always when `everyMs` is null. */
export function useNow(everyMs: number | null, startMs: number): number {
  const [nowMs, setNowMs] = useState(startMs);
  useEffect(() => {
    setNowMs(startMs);
    if (everyMs === null) return undefined;
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, startMs]);
  return everyMs === null ? startMs : nowMs;
}
