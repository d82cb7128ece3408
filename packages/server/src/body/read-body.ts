import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { ServerError } from "../errors.js";
import { decodedBytesMax } from "../limits.js";
import type { ByteShare } from "./byte-budget.js";
import { decoderFor } from "./encodings.js";

/** Bounds of one body. */
export interface BodyBounds {
  /** As it comes over the wire. */
  bytesMax: number;
  /** After decompression. @default limits.decodedBytesMax */
  decodedBytesMax?: number;
  /** Content encodings that somebody else takes off. */
  undecoded?: readonly string[];
  /** Where the bytes are accounted. */
  share: ByteShare;
}

/**
 * Reads and decompresses a request's whole body within bounds. What stays unread is left to the connection, so
 * that an early refusal still reaches the client.
 *
 * @throws ServerError `CW_SERVER_BODY_TOO_LARGE`, `CW_SERVER_BODY_CORRUPT`, `CW_SERVER_BODY_INCOMPLETE`,
 * `CW_SERVER_ENCODING`, `CW_SERVER_BODIES_IN_FLIGHT`
 */
export async function readBody(incoming: IncomingMessage, bounds: BodyBounds): Promise<Buffer> {
  if (Number(incoming.headers["content-length"] ?? 0) > bounds.bytesMax) throw tooLarge(bounds.bytesMax);
  const encoding = incoming.headers["content-encoding"];
  const decoder = bounds.undecoded?.includes(encoding ?? "") === true ? undefined : decoderFor(encoding);
  const received = incoming.iterator({ destroyOnReturn: false });
  if (!decoder) return collect(received, bounds.bytesMax, bounds.share, incoming);
  const max = bounds.decodedBytesMax ?? decodedBytesMax;
  let body: Buffer = Buffer.alloc(0);
  try {
    await pipeline(bounded(received, bounds.bytesMax), decoder, async (decoded: AsyncIterable<unknown>) => {
      body = await collect(decoded, max, bounds.share, incoming);
    });
  } catch (error) {
    throw asBodyError(error, incoming);
  }
  return body;
}

const tooLarge = (bytesMax: number): ServerError => new ServerError("CW_SERVER_BODY_TOO_LARGE", { bytesMax });

async function* bounded(chunks: AsyncIterable<unknown>, bytesMax: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of chunks) {
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > bytesMax) throw tooLarge(bytesMax);
    yield bytes;
  }
}

async function collect(
  chunks: AsyncIterable<unknown>,
  bytesMax: number,
  share: ByteShare,
  incoming: IncomingMessage,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  try {
    for await (const chunk of bounded(chunks, bytesMax)) {
      share.take(chunk.length);
      parts.push(chunk);
    }
  } catch (error) {
    throw asBodyError(error, incoming);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

function asBodyError(error: unknown, incoming: IncomingMessage): Error {
  if (error instanceof ServerError) return error;
  if (incoming.errored) return new ServerError("CW_SERVER_BODY_INCOMPLETE", {}, { cause: error });
  const encoding = incoming.headers["content-encoding"] ?? "identity";
  const reason = error instanceof Error ? error.message : String(error);
  return new ServerError("CW_SERVER_BODY_CORRUPT", { encoding, reason }, { cause: error });
}
