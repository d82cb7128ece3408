// Constant text as words of four bytes: copying words costs a quarter of copying bytes.

/** Bytes that are written as they are. */
export interface Piece {
  readonly words: Int32Array;
  /** In bytes. */
  readonly length: number;
}

/** The UTF-8 of a text as a piece. */
export function piece(text: string): Piece {
  const bytes = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
  bytes.copy(padded);
  const words = new Int32Array(padded.length / 4);
  for (let at = 0; at < words.length; at += 1) words[at] = padded.readInt32LE(at * 4);
  return { words, length: bytes.length };
}

/** Copies a piece and answers where it ends. Up to three bytes after it are overwritten. */
export function put({ words, length }: Piece, target: DataView, to: number): number {
  for (let at = 0; at < words.length; at += 1) target.setInt32(to + at * 4, words[at] as number, true);
  return to + length;
}
