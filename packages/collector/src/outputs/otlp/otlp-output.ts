// Sends records as OTLP logs over HTTP in protobuf (opentelemetry.io/docs/specs/otlp): to an OpenTelemetry collector or
// any receiver of it.
import type { Segment } from "@cordwood/store";
import { z } from "zod";
import { quotedBytesMax } from "../../limits.js";
import { type CommonOutputConfig, commonOutputShape } from "../output-options.js";
import { batchBounds } from "../delivering/batch-options.js";
import { BatchedDelivery } from "../delivering/batched-delivery.js";
import type { LineBatch } from "../delivering/line-batch.js";
import { type HttpRequestConfig, httpRequestShape, urlSchema } from "../http/http-options.js";
import { type HttpAnswer, HttpSender, placeOf } from "../http/http-sender.js";
import { checkTaken, visible } from "../http/http-verdict.js";
import { typedAttributesShape } from "../typed-value.js";
import type { OutputDefinition } from "../output-definition.js";
import type { Output, RefusedLine } from "../output.js";
import { exportRequest } from "./export-request.js";
import { readPartialSuccess } from "./partial-success.js";

/** Options of the otlp output. */
export interface OtlpConfig extends CommonOutputConfig, HttpRequestConfig {
  type: "otlp";
  url: string;
  typed_attributes?: boolean | undefined;
}

/** The otlp output. */
export class OtlpOutput implements Output {
  readonly name: string;
  readonly concurrency = 2;
  readonly #url: URL;
  readonly #typed: boolean;
  readonly #sender: HttpSender;
  readonly #delivery: BatchedDelivery;

  /** @throws CollectorError `CW_COLLECTOR_OUTPUT` */
  constructor(config: OtlpConfig, name = "otlp") {
    this.name = name;
    this.#url = new URL(`${config.url.replace(/\/+$/, "").replace(/\/v1\/logs$/, "")}/v1/logs`);
    this.#typed = config.typed_attributes ?? false;
    this.#sender = new HttpSender(config, name, this.#url.protocol === "https:");
    this.#delivery = new BatchedDelivery(batchBounds(config), (batch, _segment, signal) => this.#send(batch, signal));
  }

  deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    return this.#delivery.deliver(segment, signal);
  }

  async close(): Promise<void> {
    this.#sender.close();
  }

  async #send(batch: LineBatch, signal: AbortSignal): Promise<readonly RefusedLine[]> {
    const headers = { "content-type": "application/x-protobuf" };
    const body = exportRequest(batch.records(), this.#typed);
    const answer = await this.#sender.send({ url: this.#url, headers, body }, signal);
    checkTaken(answer);
    return rejectedLines(answer, batch);
  }
}

// The protocol says how many records were rejected, not which, and forbids to send them again. None may vanish, so all of
// the batch are set aside.
function rejectedLines(answer: HttpAnswer, batch: LineBatch): RefusedLine[] {
  const type = answer.headers["content-type"] ?? "";
  if (answer.cut || !type.startsWith("application/x-protobuf")) return [];
  const { rejected, message } = readPartialSuccess(answer.body);
  if (rejected <= 0) return [];
  const why = visible(message).slice(0, quotedBytesMax);
  const reason = `${placeOf(answer.url)} rejected ${rejected} of ${batch.count} records that came together: ${why}`;
  return Array.from({ length: batch.count }, (_, index) => ({ line: batch.first + index, reason }));
}

/** The otlp output as a plugin. */
export const otlpOutput: OutputDefinition<OtlpConfig> = {
  type: "otlp",
  schema: z.strictObject({
    type: z.literal("otlp"),
    url: urlSchema.describe("Address of the receiver, such as http://collector:4318; `/v1/logs` is added."),
    ...typedAttributesShape,
    ...httpRequestShape,
    ...commonOutputShape,
  }),
  create: (config, { id }) => new OtlpOutput(config, id),
};
