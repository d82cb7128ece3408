// A batch as messages of the forward protocol: one for each tag, PackedForward or CompressedPackedForward.
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { encodeMessagePack } from "../../decoders/msgpack-writer.js";
import type { LineBatch } from "../delivering/line-batch.js";
import type { FieldPattern } from "../field-pattern.js";
import { EntryWriter } from "./entry-writer.js";

const compress = promisify(gzip);

/** A message, and what its acknowledgement must say. */
export interface ForwardMessage {
  bytes: Buffer;
  /** A repeat of the same records has the same. */
  chunk: string;
}

/** What messages are made with. */
export interface MessageOptions {
  tag: FieldPattern;
  compression: "gzip" | "none";
}

/** Makes the messages of a batch of the segment `chunk`. */
export async function forwardMessages(
  batch: LineBatch,
  chunk: string,
  { tag, compression }: MessageOptions,
): Promise<ForwardMessage[]> {
  const writers = new Map<string, EntryWriter>();
  for (const record of batch.records()) {
    const name = tag.of(record);
    const writer = writers.get(name) ?? new EntryWriter();
    writers.set(name, writer);
    writer.add(record);
  }
  return Promise.all(
    [...writers].map(([name, writer]) => message(name, writer, `${chunk}-${batch.first}`, compression === "gzip")),
  );
}

async function message(tag: string, writer: EntryWriter, place: string, isGzip: boolean): Promise<ForwardMessage> {
  const entries = writer.written();
  const chunk = createHash("sha256")
    .update(place)
    .update(tag)
    .update(entries)
    .digest()
    .subarray(0, 16)
    .toString("base64");
  const option = { size: writer.count, chunk, ...(isGzip && { compressed: "gzip" }) };
  const packed = isGzip ? await compress(entries, { level: 1 }) : entries;
  return { bytes: encodeMessagePack([tag, packed, option]), chunk };
}
