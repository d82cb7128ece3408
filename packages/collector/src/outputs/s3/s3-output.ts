// Archives records in S3 as objects of NDJSON (gzip) or Parquet. An object is named for the place of its first record in
// the buffer, so a repeat replaces it and doubles nothing. With a folder for staging, segments are gathered there first
// and go together, so that objects are few and large.
import { resolve } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Segment, SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import { objectBytesMax, parquetBytesMax, stagedBytesMax, stagingIntervalMs } from "../../limits.js";
import { type CommonOutputConfig, commonOutputShape } from "../output-options.js";
import { type LineBatch, readBatches } from "../delivering/line-batch.js";
import { FieldPattern, patternSchema } from "../field-pattern.js";
import { urlSchema } from "../http/http-options.js";
import type { OutputDefinition } from "../output-definition.js";
import type { Output } from "../output.js";
import { type TlsClientConfig, tlsClientSchema } from "../tls-client.js";
import { parquetOf } from "./parquet.js";
import { S3Bucket } from "./s3-bucket.js";
import { S3Staging } from "./s3-staging.js";

const compress = promisify(gzip);

/** Options of the s3 output. */
export interface S3Config extends CommonOutputConfig {
  type: "s3";
  bucket: string;
  region?: string | undefined;
  endpoint?: string | undefined;
  path_style?: boolean | undefined;
  key?: string | undefined;
  format?: "ndjson" | "parquet" | undefined;
  credentials?: { access_key_id: string; secret_access_key: string; session_token?: string | undefined } | undefined;
  staging?: string | undefined;
  object_bytes_max?: number | undefined;
  interval_s?: number | undefined;
  headers?: Record<string, string> | undefined;
  timeout_s?: number | undefined;
  tls?: TlsClientConfig | undefined;
}

/** The s3 output. */
export class S3Output implements Output {
  readonly name: string;
  readonly concurrency: number;
  readonly #key: FieldPattern;
  readonly #format: "ndjson" | "parquet";
  readonly #bytesMax: number;
  readonly #bucket: S3Bucket;
  readonly #staging: S3Staging | undefined;

  /** Relative paths start from `directory`. @throws CollectorError `CW_COLLECTOR_OUTPUT` */
  constructor(config: S3Config, name = "s3", directory = ".", env: NodeJS.ProcessEnv = process.env) {
    this.name = name;
    this.#key = new FieldPattern(config.key ?? "{dataset}/%Y/%m/%d/{service}", keyPart);
    this.#format = config.format ?? "ndjson";
    this.#bytesMax = config.object_bytes_max ?? (this.#format === "parquet" ? parquetBytesMax : objectBytesMax);
    this.#bucket = new S3Bucket(bucketOptions(config, env), name);
    this.concurrency = config.staging === undefined ? 2 : 1;
    if (config.staging === undefined) return;
    this.#staging = new S3Staging({
      directory: resolve(directory, config.staging),
      bytesMax: this.#bytesMax,
      stagedBytesMax: Math.max(stagedBytesMax, 2 * this.#bytesMax),
      intervalMs: config.interval_s === undefined ? stagingIntervalMs : config.interval_s * 1000,
      upload: (paths, place, signal) => this.#upload(paths, place, signal),
    });
  }

  /** Sends what an earlier process has staged. */
  start(): void {
    this.#staging?.start();
  }

  async deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    if (this.#staging === undefined) await this.#upload([segment.path], segment.chunk, signal);
    else await this.#staging.add(segment, signal);
  }

  async close(): Promise<void> {
    await this.#staging?.close();
    this.#bucket.close();
  }

  // Objects of `bytesMax` at most before compression, but for a longer record; numbered, so that a repeat has the same.
  async #upload(paths: readonly string[], place: string, signal: AbortSignal): Promise<void> {
    let number = 0;
    let gathered: LineBatch[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      if (gathered.length > 0) await this.#putAll(gathered, `${place}-${number}`, signal);
      number += 1;
      [gathered, bytes] = [[], 0];
    };
    const step = { recordsMax: 100_000, bytesMax: Math.min(this.#bytesMax, 4 * 1024 * 1024) };
    for (const path of paths) {
      for await (const batch of readBatches(path, step)) {
        if (bytes + batch.data.length > this.#bytesMax) await flush();
        gathered.push(batch);
        bytes += batch.data.length;
      }
    }
    await flush();
  }

  async #putAll(batches: readonly LineBatch[], place: string, signal: AbortSignal): Promise<void> {
    const lines = new Map<string, Buffer[]>();
    for (const line of batches.flatMap((batch) => batch.lines())) {
      const key = this.#key.of(JSON.parse(line.toString("utf8")) as SegmentRecord);
      const group = lines.get(key) ?? [];
      lines.set(key, group);
      group.push(line, newline);
    }
    const end = this.#format === "parquet" ? "parquet" : "ndjson.gz";
    for (const [key, group] of lines) {
      const { body, type } = await this.#object(Buffer.concat(group), group.length / 2);
      await this.#bucket.put({ key: `${key}/${place}.${end}`, body, type }, signal);
    }
  }

  async #object(lines: Buffer, count: number): Promise<{ body: Uint8Array; type: string }> {
    if (this.#format === "ndjson") return { body: await compress(lines), type: "application/gzip" };
    const records = lines.toString("utf8").split("\n", count);
    const body = await parquetOf(records.map((line) => JSON.parse(line) as SegmentRecord));
    return { body, type: "application/vnd.apache.parquet" };
  }
}

const newline = Buffer.from("\n");

function bucketOptions(config: S3Config, env: NodeJS.ProcessEnv): ConstructorParameters<typeof S3Bucket>[0] {
  const { bucket, endpoint, credentials, tls, timeout_s: timeoutS, headers = {} } = config;
  return {
    bucket,
    endpoint,
    region: config.region ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1",
    pathStyle: config.path_style ?? endpoint !== undefined,
    credentials: credentials && {
      accessKeyId: credentials.access_key_id,
      secretAccessKey: credentials.secret_access_key,
      sessionToken: credentials.session_token,
    },
    timeoutS,
    tls,
    headers,
    env,
  };
}

// What S3 calls safe in a key, without the slash.
function keyPart(value: string): string {
  return value
    .replaceAll(/[^\w.=@-]/g, "_")
    .replace(/^\.+$/, "_")
    .slice(0, 200);
}

const secret = z.string().min(1);

/** The s3 output as a plugin. */
export const s3Output: OutputDefinition<S3Config> = {
  type: "s3",
  schema: z.strictObject({
    type: z.literal("s3"),
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "Expected the name of a bucket: 3 to 63 of a-z, 0-9, . and -")
      .describe("Bucket."),
    region: secret.optional().describe("Region. @default AWS_REGION, else us-east-1"),
    endpoint: urlSchema.optional().describe("Address of a server that is not AWS's."),
    path_style: z
      .boolean()
      .optional()
      .describe("Put the bucket into the path, not into the host's name. @default true with `endpoint`"),
    key: patternSchema
      .optional()
      .describe("Folder of a record's object, a pattern. @default {dataset}/%Y/%m/%d/{service}"),
    format: z.enum(["ndjson", "parquet"]).optional().describe("NDJSON with gzip, or Parquet. @default ndjson"),
    credentials: z
      .strictObject({
        access_key_id: secret.describe("Id of the key."),
        secret_access_key: secret.describe("The key."),
        session_token: secret.optional().describe("Token of keys that end."),
      })
      .optional()
      .describe("Keys. @default the environment's, the container's or the machine's"),
    staging: secret
      .optional()
      .describe(
        "Folder where records wait until an object is large. @default none: each segment is objects of its own",
      ),
    object_bytes_max: z
      .int()
      .min(64 * 1024)
      .max(256 * 1024 * 1024)
      .optional()
      .describe("Bytes of one object before compression. @default 32 MiB, 16 MiB for Parquet"),
    interval_s: z.number().positive().optional().describe("What is staged waits no longer than this. @default 300"),
    headers: z
      .record(z.string(), z.string())
      .optional()
      .describe("Further headers of each object, such as x-amz-storage-class."),
    timeout_s: z.number().positive().max(3600).optional().describe("Time for one object. @default 60"),
    tls: tlsClientSchema.optional().describe("Certificates. @default the system's authorities"),
    ...commonOutputShape,
  }),
  create: (config, { id, directory }) => new S3Output(config, id, directory),
};
