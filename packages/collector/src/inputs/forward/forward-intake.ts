// The records of one forward connection on their way to the buffer: which of them are new, and when their chunks may be
// acknowledged. Complete messages that arrive together go to the disk together.
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { PositionUpdate } from "../../buffer/position.js";
import { ForwardEntries, type ForwardEntriesOptions } from "../../decoders/forward-entries.js";
import { CollectorError } from "../../errors.js";
import { forwardChunkIdBytesMax, forwardPartBytes, forwardPartBytesMin } from "../../limits.js";
import type { LineWriter } from "../../record/line-writer.js";
import type { InputTarget } from "../input.js";
import { ChunkLedger, type Sender, type Taken } from "./chunk-ledger.js";
import type { WriterPool } from "./writer-pool.js";

/** What the connections of an input share, and what is this one's own. */
export interface ForwardIntakeOptions extends ForwardEntriesOptions {
  target: InputTarget;
  ledger: ChunkLedger;
  pool: WriterPool;
  sender: Sender;
  /** Called with the id of each chunk that is durable, in order. */
  acknowledge: (chunk: string) => void;
}

/** Records that become durable by one append. */
interface Group {
  positions: PositionUpdate[];
  keys: string[];
  acknowledgements: string[];
  durable: Promise<boolean>;
  settle: (durable: boolean) => void;
}

const nothing = new Uint8Array(0);

// Stands until a promise's executor has run, which it does at once.
function unsettled(): void {}

function newGroup(): Group {
  let settle: Group["settle"] = unsettled;
  const durable = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  return { positions: [], keys: [], acknowledgements: [], durable, settle };
}

/** Takes the messages of one connection. */
export class ForwardIntake {
  readonly #options: ForwardIntakeOptions;
  readonly #entries: ForwardEntries;
  #writer: LineWriter | undefined;
  #group = newGroup();
  /** The part of a large chunk that is on its way to the disk. */
  #flight: Promise<void> = Promise.resolve();
  /** Where the message that is under way begins in the writer. */
  #start = 0;
  #startRecords = 0;
  /** Of the message that is under way: hash and keys of its parts, and the chunks that had the same parts. */
  #hash = "";
  #parts: string[] = [];
  #guesses = new Set<string>();

  constructor(options: ForwardIntakeOptions) {
    this.#options = options;
    this.#entries = new ForwardEntries(options);
  }

  /** Bytes of an entry that is not whole. */
  get pendingBytes(): number {
    return this.#entries.pendingBytes;
  }

  /** Takes entries of the message that is under way; what exceeds a part is durable, or was before, when it resolves. */
  async entries(tag: string, bytes: Uint8Array): Promise<void> {
    const { pool } = this.#options;
    this.#entries.push(tag, bytes);
    while (this.#entries.write(this.#currentWriter(), this.#start + forwardPartBytes)) await this.#part(tag);
    const writer = this.#currentWriter();
    pool.note(writer);
    if (pool.isCrowded && writer.length - this.#start >= forwardPartBytesMin) await this.#part(tag);
  }

  /**
   * The message is complete; `chunk` is the id under which it is to be acknowledged.
   * @throws CollectorError `CW_COLLECTOR_DECODE`, `CW_COLLECTOR_SENDER`
   */
  async end(chunk: unknown): Promise<void> {
    this.#entries.end();
    if (typeof chunk === "string") await this.#endChunk(chunk);
    else for (const part of this.#parts) this.#options.ledger.forget(part);
    this.#nextMessage();
  }

  /** Makes all complete messages durable, and acknowledges them. */
  async settle(): Promise<void> {
    const isPartUnderWay = this.#hash !== "" && this.#start === 0 && this.#group.acknowledgements.length === 0;
    // The next part is read while the one before goes to the disk.
    if (isPartUnderWay) return;
    await this.#flight;
    const writer = this.#writer;
    if (writer !== undefined && writer.length > this.#start) await this.#appendComplete(writer);
    else await this.#appendAll();
  }

  /** The connection has ended: the parts of a message that did not come whole wait for its repetition. */
  close(): void {
    for (const part of this.#parts) {
      const taken = this.#options.ledger.get(part);
      if (taken?.sender === this.#options.sender) taken.sender = undefined;
    }
    for (const key of this.#group.keys) this.#options.ledger.forget(key);
    this.#group.settle(false);
    if (this.#writer !== undefined) this.#options.pool.give(this.#writer);
    this.#writer = undefined;
  }

  // The records of the message that is under way move to a writer of their own.
  async #appendComplete(writer: LineWriter): Promise<void> {
    if (this.#start === 0) return this.#append(undefined);
    const rest = this.#options.pool.take();
    rest.add(writer.bytes.subarray(this.#start, writer.length), writer.records - this.#startRecords);
    writer.length = this.#start;
    writer.records = this.#startRecords;
    this.#writer = rest;
    this.#start = 0;
    this.#startRecords = 0;
    await this.#append(writer);
  }

  async #appendAll(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    this.#start = 0;
    this.#startRecords = 0;
    await this.#append(writer);
  }

  /** Makes what a writer holds durable, with all that is to be remembered by now. */
  async #append(writer: LineWriter | undefined): Promise<void> {
    const group = this.#group;
    this.#group = newGroup();
    try {
      await this.#send(group, writer);
      group.settle(true);
    } catch (error) {
      for (const key of group.keys) this.#options.ledger.forget(key);
      group.settle(false);
      throw error;
    } finally {
      if (writer !== undefined) this.#options.pool.give(writer);
    }
    for (const chunk of group.acknowledgements) this.#options.acknowledge(chunk);
  }

  async #send(group: Group, writer: LineWriter | undefined): Promise<void> {
    const { ledger, target } = this.#options;
    const records = writer?.records ?? 0;
    if (records === 0 && group.positions.length === 0) return;
    const positions = [...ledger.takeForgotten(), ...group.positions];
    await target.append({ data: writer?.written() ?? nothing, records, positions });
  }

  #currentWriter(): LineWriter {
    this.#writer ??= this.#options.pool.take();
    return this.#writer;
  }

  /** The records of the message that is under way, as far as they are not in a part of it. */
  #rest(): Uint8Array {
    return this.#writer?.bytes.subarray(this.#start, this.#writer.length) ?? nothing;
  }

  #nextMessage(): void {
    this.#hash = "";
    this.#parts = [];
    this.#guesses.clear();
    this.#start = this.#writer?.length ?? 0;
    this.#startRecords = this.#writer?.records ?? 0;
  }

  /** Leaves out the records of the message that is under way. */
  #dropRest(): void {
    if (this.#writer === undefined) return;
    this.#writer.length = this.#start;
    this.#writer.records = this.#startRecords;
  }

  async #part(tag: string): Promise<void> {
    this.#hash = createHash("sha256").update(`${this.#hash}\n${tag}\n`).update(this.#rest()).digest("base64url");
    const key = ChunkLedger.partKey(this.#hash);
    const known = await this.#known(key);
    this.#parts.push(key);
    if (known !== undefined) {
      this.#dropRest();
      this.#takeOver(known);
      return;
    }
    this.#remember(key, { chunk: "" });
    await this.#flight;
    this.#flight = this.#appendAll();
    // Whoever waits for it next hears of its failure.
    this.#flight.catch(() => {});
  }

  #takeOver(known: Taken): void {
    const { sender } = this.#options;
    if (known.sender !== sender) known.sender?.giveUp();
    const chunk = String(known.value["chunk"] ?? "");
    if (chunk === "") known.sender = sender;
    else this.#guesses.add(chunk);
  }

  async #endChunk(chunk: string): Promise<void> {
    const id = chunk.length <= forwardChunkIdBytesMax ? chunk : createHash("sha256").update(chunk).digest("base64url");
    const key = ChunkLedger.chunkKey(id);
    const known = await this.#known(key);
    const rest = this.#rest();
    const value = { bytes: rest.length, crc: crc32(rest) };
    if (known !== undefined && known.value["bytes"] === value.bytes && known.value["crc"] === value.crc) {
      this.#dropRest();
    } else {
      this.#checkGuesses(id);
      this.#remember(key, value);
    }
    for (const part of this.#parts) this.#remember(part, { chunk: id });
    this.#group.acknowledgements.push(chunk);
  }

  // Parts were left out because another chunk, complete since, began alike. The sender repeats what is not acknowledged.
  #checkGuesses(id: string): void {
    this.#guesses.delete(id);
    if (this.#guesses.size === 0) return;
    for (const part of this.#parts) this.#options.ledger.forget(part);
    this.#parts = [];
    throw new CollectorError("CW_COLLECTOR_SENDER", { input: "forward", reason: "its chunk begins like another" });
  }

  #remember(key: string, value: Taken["value"]): void {
    const { ledger, sender } = this.#options;
    const group = this.#group;
    group.positions.push([key, value]);
    group.keys.push(key);
    ledger.set(key, { value, durable: group.durable, sender: value["chunk"] === "" ? sender : undefined });
  }

  /** What is durable under a key; waits for what is on its way. */
  async #known(key: string): Promise<Taken | undefined> {
    const { ledger } = this.#options;
    if (this.#group.keys.includes(key)) await this.settle();
    const taken = ledger.get(key);
    return taken !== undefined && (await taken.durable) ? taken : undefined;
  }
}
