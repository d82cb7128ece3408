import { useEffect, useState } from "react";

/** The time, renewed every `everyMs`; `startMs` until then, and always when `everyMs` is null. */
export function useNow(everyMs: number | null, startMs: number): number {
  const [tickMs, setTickMs] = useState(0);
  useEffect(() => {
    if (everyMs === null) return undefined;
    const timer = setInterval(() => setTickMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return everyMs === null ? startMs : Math.max(startMs, tickMs);
}
