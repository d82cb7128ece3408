// Sends records to an HTTP server as gzipped NDJSON: to another Cordwood's ingest address, or to any that takes it.
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Segment } from "@cordwood/store";
import { z } from "zod";
import { httpTimeoutMs } from "../limits.js";
import { type CommonOutputConfig, commonOutputShape } from "./common-options.js";
import type { OutputDefinition } from "./output-definition.js";
import { RefusedError, type Output } from "./output.js";

const compress = promisify(gzip);

/** Options of the http output. */
export interface HttpConfig extends CommonOutputConfig {
  type: "http";
  url: string;
  headers?: Record<string, string> | undefined;
  timeout_s?: number | undefined;
}

/** Where to send. */
export interface HttpOutputOptions {
  url: string;
  /** Further headers, such as `authorization`. */
  headers?: Readonly<Record<string, string>>;
  /** Time for one request, milliseconds. @default httpTimeoutMs */
  timeoutMs?: number;
}

// The server understood and will not take it, however often it is sent.
const refusals = new Set([400, 413, 415, 422]);

/** The HTTP output. 2xx is an acknowledgement, 400, 413, 415 and 422 are refusals, everything else is tried again. */
export class HttpOutput implements Output {
  readonly name: string;
  readonly concurrency = 2;
  readonly #options: HttpOutputOptions;

  constructor(options: HttpOutputOptions, name = "http") {
    this.name = name;
    this.#options = options;
  }

  async deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    const { url, headers = {}, timeoutMs = httpTimeoutMs } = this.#options;
    const response = await fetch(url, {
      method: "POST",
      body: await compress(await readFile(segment.path), { level: 1 }),
      headers: {
        "content-type": "application/x-ndjson",
        "content-encoding": "gzip",
        "idempotency-key": segment.chunk,
        ...headers,
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      redirect: "error",
    });
    const text = (await response.text()).slice(0, 200);
    if (response.ok) return;
    const reason = `${url} answered ${response.status}: ${text}`;
    if (refusals.has(response.status)) throw new RefusedError(reason);
    throw new Error(reason);
  }

  async close(): Promise<void> {}
}

/** The http output as a plugin. */
export const httpOutput: OutputDefinition<HttpConfig> = {
  type: "http",
  schema: z.strictObject({
    type: z.literal("http"),
    url: z.url({ protocol: /^https?$/ }).describe("Where records are sent as gzipped NDJSON."),
    headers: z.record(z.string(), z.string()).optional().describe("Further headers, such as authorization."),
    timeout_s: z.number().positive().optional().describe("Time for one request. @default 60"),
    ...commonOutputShape,
  }),
  create({ url, headers = {}, timeout_s: timeout }, { id }) {
    return new HttpOutput({ url, headers, ...(timeout !== undefined && { timeoutMs: timeout * 1000 }) }, id);
  },
};
