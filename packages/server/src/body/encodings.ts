// The content encodings that a request body may have, each with a stream that decodes it.
import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { ServerError } from "../errors.js";

/** `node:zlib` has zstd from Node 22.15; types of Node 20 do not know it. */
const zstd = (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress;

const decoders: Record<string, () => Transform> = {
  gzip: () => zlib.createGunzip(),
  "x-gzip": () => zlib.createGunzip(),
  deflate: () => zlib.createInflate(),
  br: () => zlib.createBrotliDecompress(),
  ...(zstd && { zstd: () => zstd() }),
};

/** What this Node can decode, for hints. */
const knownEncodings = ["gzip", "deflate", "br", ...(zstd ? ["zstd"] : [])].join(", ");

/**
 * A stream that decodes `Content-Encoding` (RFC 9110 §8.4), or undefined for `identity`.
 *
 * @throws ServerError `CW_SERVER_ENCODING` for several encodings at once or one that this Node does not have.
 */
export function decoderFor(encoding: string | undefined): Transform | undefined {
  const name = (encoding ?? "").trim().toLowerCase();
  if (name === "" || name === "identity") return undefined;
  const make = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (make) return make();
  const known = name === "zstd" ? `${knownEncodings}, or run the server with Node 22.15 or newer` : knownEncodings;
  throw new ServerError("CW_SERVER_ENCODING", { encoding: name.slice(0, 64), known });
}
