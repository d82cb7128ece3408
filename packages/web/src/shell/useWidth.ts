import { type RefCallback, useCallback, useState } from "react";

/** The width of an element in pixels, as it changes; 0 until it is laid out. */
export function useWidth<E extends Element>(): [RefCallback<E>, number] {
  const [width, setWidth] = useState(0);
  const watch = useCallback((element: E | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver((entries) => setWidth(Math.round(entries[0]?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [watch, width];
}
