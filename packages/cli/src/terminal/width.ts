/** Columns that text takes on a terminal: East Asian wide characters and emoji take two, marks take none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/^\p{Mark}$/u.test(character) || character === "\u200d") continue;
    columns += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  }
  return columns;
}

/** The blocks of Unicode's East Asian Width (UAX #11) that matter in practice. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

/** Text cut to so many columns, with an ellipsis where something is missing. */
export function fitTo(text: string, columnsMax: number): string {
  if (columnsOf(text) <= columnsMax) return text;
  let kept = "";
  let columns = 0;
  for (const character of text) {
    columns += columnsOf(character);
    if (columns > columnsMax - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
