// Writes Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding) into one growing buffer.
const firstBytes = 64 * 1024;

/** A message being written. */
export class ProtobufWriter {
  #bytes: Buffer = Buffer.allocUnsafe(firstBytes);
  #length = 0;

  /** What was written; valid until the next write. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** A text field; an empty one is left out. */
  text(field: number, value: string): void {
    if (value === "") return;
    // A UTF-16 unit has at most three bytes.
    this.#key(field, 2, value.length * 3 + 20);
    const before = this.#length;
    const bytes = this.#bytes.write(value, before + lengthBytes(value.length), "utf8");
    this.#varint(bytes);
    if (this.#length !== before + lengthBytes(value.length)) this.#bytes.write(value, this.#length, "utf8");
    this.#length += bytes;
  }

  /** A field of bytes; an empty one is left out. */
  bytes(field: number, value: Uint8Array): void {
    if (value.length === 0) return;
    this.#key(field, 2, value.length + 10);
    this.#varint(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** A whole number that is not negative, below 2^53. */
  number(field: number, value: number): void {
    this.#key(field, 0, 20);
    this.#varint(value);
  }

  /** An int64. */
  int64(field: number, value: bigint): void {
    this.#key(field, 0, 20);
    let rest = BigInt.asUintN(64, value);
    for (; rest > 127n; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 127n) | 128;
    this.#bytes[this.#length++] = Number(rest);
  }

  /** A fixed64. */
  fixed64(field: number, value: bigint): void {
    this.#key(field, 1, 20);
    this.#length = this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), this.#length);
  }

  /** A double. */
  double(field: number, value: number): void {
    this.#key(field, 1, 20);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  /** A nested message; its length is put before it when it is known. */
  message(field: number, write: () => void): void {
    this.#key(field, 2, 20);
    const start = this.#length;
    write();
    const length = this.#length - start;
    const size = lengthBytes(length);
    this.#room(size);
    this.#bytes.copyWithin(start + size, start, this.#length);
    this.#length = start;
    this.#varint(length);
    this.#length += length;
  }

  #key(field: number, wire: number, room: number): void {
    this.#room(room);
    this.#varint(field * 8 + wire);
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) | 128;
    this.#bytes[this.#length++] = rest;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

function lengthBytes(length: number): number {
  let size = 1;
  for (let rest = length; rest > 127; rest = Math.floor(rest / 128)) size += 1;
  return size;
}
