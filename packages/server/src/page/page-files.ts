// The page's files, read once and answered from memory: no path of a request ever reaches the file system.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { ServerError } from "../errors.js";
import { pageBytesMax } from "../limits.js";

/** One file of the page. */
export interface PageFile {
  bytes: Buffer;
  contentType: string;
  etag: string;
  /** True when its name changes with its content, so that browsers may keep it for ever. */
  immutable: boolean;
}

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
  ".map": "application/json",
};

/**
 * Reads all files below `webRoot`, keyed by their path in addresses (`/assets/index-1a2b3c4d.js`).
 *
 * @throws ServerError `CW_SERVER_PAGE` when there is no index.html or the files exceed `limits.pageBytesMax`.
 */
export async function readPage(webRoot: string): Promise<Map<string, PageFile>> {
  const files = new Map<string, PageFile>();
  let total = 0;
  for (const path of await list(webRoot)) {
    const bytes = await readFile(path);
    total += bytes.length;
    if (total > pageBytesMax) throw pageError(webRoot, `it is larger than ${pageBytesMax} bytes`);
    const address = `/${relative(webRoot, path).split(sep).join("/")}`;
    files.set(address, pageFile(address, bytes));
  }
  if (!files.has("/index.html")) throw pageError(webRoot, "there is no index.html");
  return files;
}

async function list(webRoot: string): Promise<string[]> {
  try {
    const entries = await readdir(webRoot, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    throw pageError(webRoot, (error as Error).message);
  }
}

const pageError = (webRoot: string, reason: string): ServerError =>
  new ServerError("CW_SERVER_PAGE", { webRoot, reason });

function pageFile(address: string, bytes: Buffer): PageFile {
  return {
    bytes,
    contentType: contentTypes[extname(address)] ?? "application/octet-stream",
    etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
    immutable: /^\/assets\/.+[-.][\w-]{8,}\.\w+$/.test(address),
  };
}
