/**
 * Cuts a long text in its middle, so that names which begin alike (packages, paths) stay apart; `charactersMax` counts
 * code points.
 */
export function shorten(text: string, charactersMax: number): string {
  const characters = Array.from(text);
  if (characters.length <= charactersMax) return text;
  const head = Math.floor((charactersMax - 1) / 3);
  const tail = charactersMax - 1 - head;
  return `${characters.slice(0, head).join("")}…${characters.slice(-tail).join("")}`;
}
