// Writes records as entries of the forward protocol, `[EventTime, {record}]` in MessagePack, into one growing buffer.
import type { SegmentRecord } from "@cordwood/store";

const firstBytes = 64 * 1024;

/** Entries that follow each other. */
export class EntryWriter {
  #bytes: Buffer = Buffer.allocUnsafe(firstBytes);
  #length = 0;
  /** How many entries. */
  count = 0;

  /** The entries. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Adds a record: its fields that are not empty, then its attributes. */
  add(record: SegmentRecord): void {
    const { time, attributes, severity, ...texts } = record;
    const known = Object.entries(texts).filter(([, value]) => value !== "");
    const fields = Object.entries({ ...attributes, ...Object.fromEntries(known) });
    this.#room(64);
    this.#byte(0x92);
    this.#eventTime(time);
    this.#map(fields.length + Number(severity > 0));
    for (const [name, value] of fields) {
      this.#text(name);
      this.#text(value);
    }
    if (severity > 0) this.#severity(severity);
    this.count += 1;
  }

  // Seconds and nanoseconds as an extension of type 0.
  #eventTime(time: string): void {
    this.#byte(0xd7);
    this.#byte(0);
    this.#length = this.#bytes.writeUInt32BE(Number(time.slice(0, -9)) >>> 0, this.#length);
    this.#length = this.#bytes.writeUInt32BE(Number(time.slice(-9)), this.#length);
  }

  #severity(severity: number): void {
    this.#text("severity");
    this.#room(1);
    this.#byte(severity & 0x7f);
  }

  #map(size: number): void {
    if (size < 16) this.#byte(0x80 | size);
    else {
      this.#byte(0xde);
      this.#length = this.#bytes.writeUInt16BE(size, this.#length);
    }
  }

  #text(value: string): void {
    const size = Buffer.byteLength(value);
    this.#room(size + 5);
    if (size < 32) this.#byte(0xa0 | size);
    else if (size < 256) {
      this.#byte(0xd9);
      this.#byte(size);
    } else if (size < 65_536) {
      this.#byte(0xda);
      this.#length = this.#bytes.writeUInt16BE(size, this.#length);
    } else {
      this.#byte(0xdb);
      this.#length = this.#bytes.writeUInt32BE(size, this.#length);
    }
    this.#length += this.#bytes.write(value, this.#length, "utf8");
  }

  #byte(value: number): void {
    this.#bytes[this.#length++] = value;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
