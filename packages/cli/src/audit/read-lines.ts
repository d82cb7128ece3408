/** A line with the place of its bytes. */
export interface PlacedLine {
  line: string;
  offset: number;
  length: number;
}

/** The lines of a stream that are not empty, one at a time. */
export async function* readLines(stream: AsyncIterable<Uint8Array>): AsyncIterable<PlacedLine> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  for await (const part of stream) {
    const bytes = rest.length === 0 ? Buffer.from(part) : Buffer.concat([rest, part]);
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      if (end > start) yield placed(bytes, start, end, offset);
      start = end + 1;
    }
    rest = bytes.subarray(start);
    offset += start;
  }
  if (rest.length > 0) yield placed(rest, 0, rest.length, offset);
}

function placed(bytes: Buffer, start: number, end: number, offset: number): PlacedLine {
  return { line: bytes.toString("utf8", start, end), offset: offset + start, length: end - start };
}
