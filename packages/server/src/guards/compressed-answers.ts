import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { compressBytesMin } from "../limits.js";
import type { App } from "../services.js";

type Encoding = "br" | "gzip";

const encoders: Readonly<Record<Encoding, (bytes: Uint8Array) => Promise<Buffer>>> = {
  // Quick rather than small: an answer is read once.
  br: async (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 2, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
    }),
  gzip: async (bytes) => promisify(gzip)(bytes, { level: 2 }),
};

/**
 * Compresses JSON answers for clients that ask for it (RFC 9110 §12.5.3); short ones are not worth it, and streams are
 * left alone.
 */
export function compressedAnswers(app: App): void {
  app.use(async (context, next) => {
    await next();
    const encoding = chosenEncoding(context.req.header("accept-encoding") ?? "");
    const { res } = context;
    if (!/^application\/(?:[\w.-]+\+)?json\b/.test(res.headers.get("content-type") ?? "") || res.body === null) return;
    res.headers.append("vary", "accept-encoding");
    if (encoding === undefined || res.headers.has("content-encoding")) return;
    const bytes = new Uint8Array(await res.arrayBuffer());
    const { status, headers } = res;
    const short = bytes.byteLength < compressBytesMin;
    const body = short ? bytes : new Uint8Array(await encoders[encoding](bytes));
    if (!short) headers.set("content-encoding", encoding);
    headers.delete("content-length");
    // Setting an answer over another keeps the other's headers; these are all there already.
    context.res = undefined;
    context.res = new Response(body, { status, headers });
  });
}

const refused = (parameter: string): boolean => /^q=0(?:\.0*)?$/.test(parameter);

/** The best that the client takes; an encoding with `q=0` is refused. */
export function chosenEncoding(accepted: string): Encoding | undefined {
  const parts = accepted
    .toLowerCase()
    .split(",")
    .map((part) => part.trim().split(/\s*;\s*/));
  const wanted = new Set(parts.filter(([, ...parameters]) => !parameters.some(refused)).map(([name]) => name));
  if (wanted.has("br")) return "br";
  return wanted.has("gzip") || wanted.has("*") ? "gzip" : undefined;
}
