// Reads a file of lines in blocks, so that a segment of any size takes little memory.
import type { FileHandle } from "node:fs/promises";
import { selectBlockBytes } from "../limits.js";

/** Whole lines of a file. */
export interface LineBlock {
  bytes: Buffer;
  /** Where they begin in the file. */
  at: number;
}

const newline = 0x0a;

/** The lines of a file in blocks of about {@link selectBlockBytes}; a longer line is a block of its own. */
export async function* lineBlocks(file: FileHandle, blockBytes: number = selectBlockBytes): AsyncGenerator<LineBlock> {
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  for (;;) {
    const block = Buffer.allocUnsafe(rest.length + blockBytes);
    rest.copy(block);
    const { bytesRead } = await file.read(block, rest.length, blockBytes, at + rest.length);
    const filled = block.subarray(0, rest.length + bytesRead);
    const end = bytesRead === 0 ? filled.length : filled.lastIndexOf(newline) + 1;
    if (end > 0) yield { bytes: filled.subarray(0, end), at };
    if (bytesRead === 0) return;
    rest = filled.subarray(end);
    at += end;
  }
}
