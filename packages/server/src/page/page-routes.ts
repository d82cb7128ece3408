import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { App, RequestContext } from "../services.js";
import type { PageFile } from "./page-files.js";

const compress = promisify(gzip);
const compressible = /^(?:text\/|application\/(?:json|manifest)|image\/svg)/;

/** A year, the most that RFC 9111 caches are expected to honour. */
const forever = "public, max-age=31536000, immutable";

/** Serves the page: its files by name, and index.html for every address that a person opens inside it. */
export function pageRoutes(app: App, files: ReadonlyMap<string, PageFile>): void {
  const compressed = new WeakMap<PageFile, Buffer>();
  app.get("*", async (context, next) => {
    const file = files.get(context.req.path) ?? (isNavigation(context) ? files.get("/index.html") : undefined);
    return file ? answer(context, file, compressed) : next();
  });
}

/** A person opens an address; scripts and images that are missing must be missing, not HTML. */
function isNavigation(context: RequestContext): boolean {
  const { path } = context.req;
  if (/^\/(?:api|elastic|loki|v1|gelf|prometheus|metrics|assets)(?:\/|$)/.test(path)) return false;
  return path === "/" || (context.req.header("accept") ?? "").includes("text/html");
}

async function answer(
  context: RequestContext,
  file: PageFile,
  compressed: WeakMap<PageFile, Buffer>,
): Promise<Response> {
  const headers: Record<string, string> = {
    "content-type": file.contentType,
    etag: file.etag,
    vary: "accept-encoding",
    "cache-control": file.immutable ? forever : "no-cache",
  };
  if (context.req.header("if-none-match")?.includes(file.etag) === true) return context.body(null, 304, headers);
  if (!takesGzip(context, file)) return context.body(toBody(file.bytes), 200, headers);
  const bytes = compressed.get(file) ?? (await compress(file.bytes));
  compressed.set(file, bytes);
  return context.body(toBody(bytes), 200, { ...headers, "content-encoding": "gzip" });
}

function takesGzip(context: RequestContext, file: PageFile): boolean {
  return /\bgzip\b/.test(context.req.header("accept-encoding") ?? "") && compressible.test(file.contentType);
}

const toBody = (bytes: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
