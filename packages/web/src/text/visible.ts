// Log content is hostile: characters that steer a terminal, hide text or turn its direction are shown, never obeyed.

/** A stretch of text as it is drawn; `control` stands for characters that would not be seen, `hit` matched the search. */
export interface Piece {
  kind: "text" | "control" | "hit";
  text: string;
}

// An ANSI sequence (ECMA-48 §5.4) as a whole, or single characters: C0, DEL, C1, zero-width, bidi controls
// (Unicode TR36 §3), the byte order mark, lone surrogates and the replacement character's relatives.
const hidden =
  /\u001b\[[0-9;:?]{0,64}[ -/]{0,8}[@-~]|[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

/** How line breaks and tabs are drawn: as such, or as marks so that a record stays on one line. */
export type Layout = "line" | "block";

/** Cuts text into stretches in which everything can be seen. Joining a text without hidden characters gives it back. */
export function visiblePieces(text: string, layout: Layout): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(hidden)) {
    const drawn = draw(match[0], layout);
    if (drawn === null) continue;
    if (match.index > end) pieces.push({ kind: "text", text: text.slice(end, match.index) });
    pieces.push({ kind: "control", text: drawn });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: "text", text: text.slice(end) });
  return pieces;
}

/** The same as plain text, for titles and attributes. */
export function visibleText(text: string): string {
  return visiblePieces(text, "line")
    .map((piece) => piece.text)
    .join("");
}

function draw(characters: string, layout: Layout): string | null {
  if (layout === "block" && (characters === "\n" || characters === "\t")) return null;
  return Array.from(characters, escape).join("");
}

const short = new Map(Object.entries({ "\n": "↵", "\t": "→", "\r": "\\r", "\0": "\\0" }));

/** As programmers write it: `\x1b`, `\u202e`. Control Pictures (U+2400) are missing from too many fonts. */
function escape(character: string): string {
  const known = short.get(character);
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return character;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Splits the `text` pieces where `pattern` (global) matches, for what the search looked for. */
export function markHits(pieces: readonly Piece[], pattern: RegExp | null): Piece[] {
  if (pattern === null) return [...pieces];
  return pieces.flatMap((piece) => (piece.kind === "text" ? splitHits(piece.text, pattern) : [piece]));
}

function splitHits(text: string, pattern: RegExp): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match[0] === "") continue;
    if (match.index > end) pieces.push({ kind: "text", text: text.slice(end, match.index) });
    pieces.push({ kind: "hit", text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: "text", text: text.slice(end) });
  return pieces;
}
