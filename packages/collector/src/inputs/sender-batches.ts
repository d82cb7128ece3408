// Batches that senders number: one that is durable already is not taken again, whether the answer was lost, the sender
// was killed, or we were. What was taken is a position like that of a file: it is committed with the records.
import type { PositionUpdate, PositionValue } from "../buffer/position.js";
import type { IngestBatch } from "../ingest.js";
import { batchWindow, sendersMax } from "../limits.js";

const prefix = "batch:";
const windowMask = (1n << BigInt(batchWindow)) - 1n;

/** Which batches of one sender were taken: the last, and of those before it a window. */
interface Seen {
  last: number;
  /** Bit n stands for the batch `last - n`. */
  bits: bigint;
}

/** Remembers the batches of all senders. */
export class SenderBatches {
  readonly #positions: () => ReadonlyMap<string, PositionValue>;
  readonly #turns = new Map<string, Promise<unknown>>();
  /** Senders in the order in which they were last heard of. */
  #senders: Set<string> | undefined;

  /** `positions` are what the buffer has committed. */
  constructor(positions: () => ReadonlyMap<string, PositionValue>) {
    this.#positions = positions;
  }

  /**
   * Runs `take` with what is to be committed beside the records, unless the batch is durable already. Batches of one
   * sender take turns, so that a repeat waits for the first.
   */
  async once(batch: IngestBatch, take: (positions: readonly PositionUpdate[]) => Promise<void>): Promise<void> {
    const { sender } = batch;
    const before = this.#turns.get(sender) ?? Promise.resolve();
    const turn = before.catch(() => {}).then(() => this.#take(batch, take));
    this.#turns.set(sender, turn);
    try {
      await turn;
    } finally {
      if (this.#turns.get(sender) === turn) this.#turns.delete(sender);
    }
  }

  async #take(batch: IngestBatch, take: (positions: readonly PositionUpdate[]) => Promise<void>): Promise<void> {
    const key = prefix + batch.sender;
    const seen = readSeen(this.#positions().get(key));
    if (isSeen(seen, batch.sequence)) return;
    await take([[key, writeSeen(withBatch(seen, batch.sequence))], ...this.#forgotten(key)]);
  }

  // The senders that were heard of longest ago make room.
  #forgotten(key: string): PositionUpdate[] {
    this.#senders ??= new Set([...this.#positions().keys()].filter((name) => name.startsWith(prefix)));
    this.#senders.delete(key);
    this.#senders.add(key);
    const forgotten: PositionUpdate[] = [];
    for (const oldest of this.#senders) {
      if (this.#senders.size <= sendersMax) break;
      this.#senders.delete(oldest);
      forgotten.push([oldest, null]);
    }
    return forgotten;
  }
}

function isSeen({ last, bits }: Seen, sequence: number): boolean {
  const back = last - sequence;
  return back >= 0 && back < batchWindow && (bits & (1n << BigInt(back))) !== 0n;
}

function withBatch({ last, bits }: Seen, sequence: number): Seen {
  const ahead = sequence - last;
  if (ahead <= 0) return { last, bits: (bits | (1n << BigInt(-ahead))) & windowMask };
  // What is as far ahead as the window is wide leaves nothing of it.
  return { last: sequence, bits: ((bits << BigInt(Math.min(ahead, batchWindow))) | 1n) & windowMask };
}

function readSeen(value: PositionValue | undefined): Seen {
  if (value === undefined) return { last: -batchWindow, bits: 0n };
  return { last: Number(value["last"]), bits: BigInt(`0x${value["seen"]}`) };
}

function writeSeen({ last, bits }: Seen): PositionValue {
  return { last, seen: bits.toString(16) };
}
