// Levels as they stand in JSON lines, looked up by their bytes.
import { levelOfText, type Level } from "../parsers/level.js";
import { emptyHash, hashWith } from "./key-table.js";
import { piece, type Piece } from "./piece.js";

/** A level with the bytes that its record holds. */
export interface LevelEntry {
  readonly severity: number;
  /** `,"level":"NAME","severity":` */
  readonly head: Piece;
}

interface TextEntry extends LevelEntry {
  readonly text: Uint8Array;
}

const entriesMax = 1000;
const textBytesMax = 16;

/** The entry of a level. */
export function levelEntry(level: Level): LevelEntry {
  const head = piece(`,"level":${JSON.stringify(level.level)},"severity":`);
  return { severity: level.severity, head };
}

/** Finds levels by their text. */
export class LevelTable {
  readonly #entries = new Map<number, TextEntry>();

  /** The level that the bytes name, or nothing when they are no short and plain name. */
  find(source: Uint8Array, from: number, end: number): LevelEntry | undefined {
    if (end - from > textBytesMax) return undefined;
    let hash = emptyHash;
    for (let at = from; at < end; at += 1) hash = hashWith(hash, source[at] as number);
    const known = this.#entries.get(hash);
    if (known !== undefined && same(known.text, source, from, end)) return known;
    return this.#add(source.slice(from, end), hash);
  }

  #add(text: Uint8Array, hash: number): LevelEntry | undefined {
    const level = levelOfText(Buffer.from(text).toString("utf8"));
    if (level === undefined) return undefined;
    if (this.#entries.size >= entriesMax) this.#entries.clear();
    const entry = { ...levelEntry(level), text };
    this.#entries.set(hash, entry);
    return entry;
  }
}

function same(text: Uint8Array, source: Uint8Array, from: number, end: number): boolean {
  if (text.length !== end - from) return false;
  for (let at = 0; at < text.length; at += 1) if (text[at] !== source[from + at]) return false;
  return true;
}
