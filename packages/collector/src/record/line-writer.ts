// Segment lines under way to the buffer: bytes that grow, and how many lines they are.

const firstBytes = 64 * 1024;
const countedTextMin = 64 * 1024;

/** Collects lines of NDJSON. The bytes are written to directly by the transcoder. */
export class LineWriter {
  bytes: Buffer;
  /** The same bytes, for words. */
  view: DataView;
  length = 0;
  records = 0;

  /** `capacity` is the first size in bytes; it doubles when needed. */
  constructor(capacity: number = firstBytes) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + more));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  /** Adds whole lines. */
  add(lines: Uint8Array, records: number): void {
    this.reserve(lines.length);
    this.bytes.set(lines, this.length);
    this.length += lines.length;
    this.records += records;
  }

  /** Adds one line; the text has no newline. */
  writeLine(text: string): void {
    // Three bytes for each unit are the most; of a long text the right number is worth counting.
    this.reserve((text.length > countedTextMin ? Buffer.byteLength(text) : text.length * 3) + 1);
    this.length += this.bytes.write(text, this.length);
    this.bytes[this.length] = 0x0a;
    this.length += 1;
    this.records += 1;
  }

  /** What was written so far. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
