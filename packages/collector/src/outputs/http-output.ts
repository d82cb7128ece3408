// Sends records to an HTTP server as NDJSON, a JSON array or LTSV: to another Cordwood's ingest address, or to any that
// takes them.
import { crc32 } from "node:zlib";
import type { Segment } from "@cordwood/store";
import { z } from "zod";
import { quotedBytesMax } from "../limits.js";
import { type CommonOutputConfig, commonOutputShape } from "./output-options.js";
import { batchBounds } from "./delivering/batch-options.js";
import { BatchedDelivery } from "./delivering/batched-delivery.js";
import type { LineBatch } from "./delivering/line-batch.js";
import { type HttpRequestConfig, httpRequestShape, urlSchema } from "./http/http-options.js";
import { type HttpAnswer, HttpSender } from "./http/http-sender.js";
import { checkTaken, visible } from "./http/http-verdict.js";
import { layOut } from "./layout.js";
import type { OutputDefinition } from "./output-definition.js";
import type { Output, RefusedLine } from "./output.js";

/** Options of the http output. */
export interface HttpConfig extends CommonOutputConfig, HttpRequestConfig {
  type: "http";
  url: string;
  method?: "POST" | "PUT" | undefined;
  format?: "ndjson" | "json" | "ltsv" | undefined;
}

const contentTypes = { ndjson: "application/x-ndjson", json: "application/json", ltsv: "text/x-ltsv" };

/** The HTTP output. 2xx is an acknowledgement; the status of any other answer says whether it is tried again. */
export class HttpOutput implements Output {
  readonly name: string;
  readonly concurrency = 2;
  readonly #url: URL;
  readonly #config: HttpConfig;
  readonly #sender: HttpSender;
  readonly #delivery: BatchedDelivery;

  /** @throws CollectorError `CW_COLLECTOR_OUTPUT` */
  constructor(config: HttpConfig, name = "http") {
    this.name = name;
    this.#config = config;
    this.#url = new URL(config.url);
    this.#sender = new HttpSender(config, name, this.#url.protocol === "https:");
    this.#delivery = new BatchedDelivery(batchBounds(config), (...sent) => this.#send(...sent));
  }

  deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    return this.#delivery.deliver(segment, signal);
  }

  async close(): Promise<void> {
    this.#sender.close();
  }

  async #send(batch: LineBatch, segment: Segment, signal: AbortSignal): Promise<readonly RefusedLine[]> {
    const { format = "ndjson", method = "POST" } = this.#config;
    const body = format === "json" ? jsonArray(batch) : layOut(batch, format);
    // A repeat has the same keys: a receiver that remembers them takes a batch once. Another Cordwood does, by the second,
    // which also tells apart what several outputs send and what another configuration made of the same segment.
    const headers = {
      "content-type": contentTypes[format],
      "idempotency-key": `${segment.chunk}-${batch.first}`,
      "x-cordwood-batch": `${segment.chunk}.${crc32(body).toString(16)}.${this.name}:${batch.first}`,
    };
    const answer = await this.#sender.send({ url: this.#url, method, headers, body }, signal);
    checkTaken(answer);
    return rejectedLines(answer, batch);
  }
}

// A Cordwood names the lines that it rejected, from 1; other servers answer something else.
function rejectedLines({ headers, body, cut }: HttpAnswer, batch: LineBatch): RefusedLine[] {
  if (cut || headers["content-type"]?.includes("json") !== true) return [];
  const { accepted, rejected } = parsed(body);
  if (typeof accepted !== "number" || !Array.isArray(rejected)) return [];
  return rejected.flatMap((each: unknown) => {
    const { line, reason } = (each ?? {}) as { line?: unknown; reason?: unknown };
    if (typeof line !== "number" || line < 1 || line > batch.count) return [];
    return [{ line: batch.first + line - 1, reason: visible(String(reason)).slice(0, quotedBytesMax) }];
  });
}

function parsed(body: Buffer): { accepted?: unknown; rejected?: unknown } {
  try {
    return (JSON.parse(body.toString("utf8")) ?? {}) as { accepted?: unknown; rejected?: unknown };
  } catch {
    return {};
  }
}

function jsonArray(batch: LineBatch): Buffer {
  return Buffer.from(`[${batch.data.toString("utf8").trimEnd().replaceAll("\n", ",")}]`);
}

/** The http output as a plugin. */
export const httpOutput: OutputDefinition<HttpConfig> = {
  type: "http",
  schema: z.strictObject({
    type: z.literal("http"),
    url: urlSchema.describe("Where records are sent."),
    method: z.enum(["POST", "PUT"]).optional().describe("Method of the requests. @default POST"),
    format: z
      .enum(["ndjson", "json", "ltsv"])
      .optional()
      .describe("What the body is; `json` is an array. @default ndjson"),
    ...httpRequestShape,
    ...commonOutputShape,
  }),
  create: (config, { id }) => new HttpOutput(config, id),
};
