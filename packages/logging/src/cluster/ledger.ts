import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { CLUSTER_WRITERS_MAX } from "../limits.js";

/**
 * Remembers which records of which writer a file has, so that a listener that was killed knows what to pass over. One slot of 64 bytes
 * for each writer, written just before the append that it announces: SIGKILL cannot split it, because a slot never
 * crosses a page. Whether the append happened is told by the file's own size.
 */
export interface Intent {
  /** The writer's UUID. */
  writer: string;
  /** Last sequence number that was in a file before this append. */
  before: number;
  /** Last one that is in it afterwards. */
  after: number;
  /** The file appended to, and where. */
  inode: number;
  offset: number;
  length: number;
}

const slotBytes = 64;

/** The file of slots. */
export class Ledger {
  readonly #fd: number;
  readonly #slots = new Map<string, number>();

  constructor(path: string) {
    this.#fd = openSync(path, "a+");
    closeSync(this.#fd);
    this.#fd = openSync(path, "r+");
  }

  /** All slots; one that is damaged is passed over. */
  read(): Intent[] {
    const bytes = Buffer.alloc(fstatSync(this.#fd).size);
    readSync(this.#fd, bytes, 0, bytes.length, 0);
    const intents: Intent[] = [];
    for (let at = 0; at + slotBytes <= bytes.length; at += slotBytes) {
      const intent = decode(bytes.subarray(at, at + slotBytes));
      if (intent === undefined) continue;
      this.#slots.set(intent.writer, at / slotBytes);
      intents.push(intent);
    }
    return intents;
  }

  /** Announces an append. */
  write(intent: Intent): void {
    const slot = this.#slots.get(intent.writer) ?? this.#newSlot();
    // Written last, forgotten last.
    this.#slots.delete(intent.writer);
    this.#slots.set(intent.writer, slot);
    writeSync(this.#fd, encode(intent), 0, slotBytes, slot * slotBytes);
  }

  /** Gives the descriptor back. */
  close(): void {
    closeSync(this.#fd);
  }

  #newSlot(): number {
    const [oldest] = this.#slots;
    if (oldest === undefined || this.#slots.size < CLUSTER_WRITERS_MAX)
      return Math.ceil(fstatSync(this.#fd).size / slotBytes);
    this.#slots.delete(oldest[0]);
    return oldest[1];
  }
}

function encode(intent: Intent): Buffer {
  const slot = Buffer.alloc(slotBytes);
  slot.write(intent.writer.replaceAll("-", ""), 0, 16, "hex");
  for (const [i, value] of [intent.before, intent.after, intent.inode, intent.offset, intent.length].entries())
    slot.writeDoubleLE(value, 16 + i * 8);
  slot.writeUInt32LE(crc32(slot.subarray(0, 56)), 56);
  return slot;
}

function decode(slot: Buffer): Intent | undefined {
  if (slot.readUInt32LE(56) !== crc32(slot.subarray(0, 56))) return undefined;
  const hex = slot.toString("hex", 0, 16);
  const writer = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  const [before = 0, after = 0, inode = 0, offset = 0, length = 0] = [0, 1, 2, 3, 4].map((i) =>
    slot.readDoubleLE(16 + i * 8),
  );
  return { writer, before, after, inode, offset, length };
}
