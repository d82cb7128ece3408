// Writes records as entries of the forward protocol, `[EventTime, {record}]` in MessagePack, into one growing buffer.
import type { SegmentRecord } from "@cordwood/store";
import { hasText, textFields } from "../../record/text-fields.js";

const firstBytes = 64 * 1024;

function isField(name: string, record: SegmentRecord): boolean {
  return name === "severity" ? record.severity > 0 : hasText(record, name);
}

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

  /** Adds a record: its fields that are not empty, then its attributes but those of the same names. */
  add(record: SegmentRecord): void {
    const { attributes, severity } = record;
    const fields = textFields.filter((name) => record[name] !== "");
    const names = Object.keys(attributes).filter((name) => !isField(name, record));
    this.#room(64);
    this.#byte(0x92);
    this.#eventTime(record.time);
    this.#map(fields.length + names.length + Number(severity > 0));
    for (const name of fields) this.#member(name, record[name]);
    for (const name of names) this.#member(name, attributes[name] ?? "");
    if (severity > 0) this.#severity(severity);
    this.count += 1;
  }

  #member(name: string, value: string): void {
    this.#text(name);
    this.#text(value);
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
    // A UTF-16 unit has at most three bytes; a text that is surely short is written where its head will end.
    this.#room(value.length * 3 + 5);
    const most = value.length * 3;
    const head = most < 32 ? 1 : most < 256 ? 2 : 5;
    const size = this.#bytes.write(value, this.#length + head, "utf8");
    if (head === 1) this.#byte(0xa0 | size);
    else if (head === 2) {
      this.#byte(0xd9);
      this.#byte(size);
    } else {
      this.#byte(0xdb);
      this.#length = this.#bytes.writeUInt32BE(size, this.#length);
    }
    this.#length += size;
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
