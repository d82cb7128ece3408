import * as virtual from "@tanstack/react-virtual";
import type { RefObject } from "react";

/** Height of an ordinary row in pixels, until it has been measured. */
export const rowPixels = 27;

/** Height of the row of column names in pixels. */
const headerPixels = 30;

/** Which rows of a scrolled list are in view, and where they stand. Rows may have any height. */
export function useRowWindow(
  keys: readonly { id: string }[],
  scroller: RefObject<HTMLDivElement | null>,
): virtual.Virtualizer<HTMLDivElement, Element> {
  return virtual.useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    getItemKey: (index) => keys[index]?.id ?? index,
    // The header stands in the scrolled box above the list, which moves the end of the view up by its height.
    scrollPaddingEnd: headerPixels,
    overscan: 12,
  });
}
