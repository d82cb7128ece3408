/** Where a place in the text of an element is drawn, relative to the element: left edge and bottom, in pixels. */
export function caretBox(layer: HTMLElement, offset: number): { left: number; bottom: number } {
  const range = document.createRange();
  const texts = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  let rest = offset;
  range.setStart(layer, 0);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const length = node.textContent?.length ?? 0;
    range.setStart(node, Math.min(rest, length));
    if (rest <= length) break;
    rest -= length;
  }
  range.collapse(true);
  const own = layer.getBoundingClientRect();
  const at = range.getClientRects()[0] ?? new DOMRect(own.left + 10, own.top, 0, own.height);
  return { left: at.left - own.left, bottom: at.bottom - own.top };
}
