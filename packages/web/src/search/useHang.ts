import { type RefObject, useLayoutEffect } from "react";
import { caretBox } from "./caretBox.js";

/**
 * Gives an element the custom property `--hang`: how far from the left of the query the place `offset` is drawn, in
 * pixels, at most so far that `roomPixels` remain on its right.
 */
export function useHang(
  element: RefObject<HTMLElement | null>,
  layer: RefObject<HTMLElement | null>,
  offset: number,
  roomPixels: number,
): void {
  useLayoutEffect(() => {
    const text = layer.current;
    if (text === null) return;
    const most = Math.max(0, text.clientWidth - roomPixels);
    element.current?.style.setProperty("--hang", `${Math.min(most, caretBox(text, offset).left)}px`);
  }, [element, layer, offset, roomPixels]);
}
