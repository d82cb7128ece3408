// Writes records to files, rotated and bounded. A batch is flushed to the disk before it counts as delivered; after a
// crash in between it comes again, so a record may be there twice.
import { resolve } from "node:path";
import type { Segment, SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import { outputFilesMax, requestBytesMax, requestRecordsMax } from "../../limits.js";
import { type CommonOutputConfig, commonOutputShape } from "../output-options.js";
import { BatchedDelivery } from "../delivering/batched-delivery.js";
import type { LineBatch } from "../delivering/line-batch.js";
import { FieldPattern, patternSchema } from "../field-pattern.js";
import { type Layout, layOutLine, layouts } from "../layout.js";
import type { OutputDefinition } from "../output-definition.js";
import type { Output, RefusedLine } from "../output.js";
import { Retention } from "./retention.js";
import { RotatingFile, type RotationOptions } from "./rotating-file.js";

/** Options of the file output. */
export interface FileConfig extends CommonOutputConfig {
  type: "file";
  path: string;
  layout?: Layout | undefined;
  bytes_max?: number | undefined;
  interval_s?: number | undefined;
  files_max?: number | undefined;
  compression?: "gzip" | "none" | undefined;
  age_max_s?: number | undefined;
  total_bytes_max?: number | undefined;
}

/** The file output. */
export class FileOutput implements Output {
  readonly name: string;
  readonly concurrency = 1;
  readonly #path: FieldPattern;
  readonly #layout: Layout;
  readonly #rotation: RotationOptions;
  readonly #retention: Retention;
  readonly #delivery: BatchedDelivery;
  /** By path, the one that was written to least recently first. */
  readonly #files = new Map<string, RotatingFile>();

  /** Relative paths start from `directory`. */
  constructor(config: FileConfig, name = "file", directory = ".") {
    this.name = name;
    const path = resolve(directory, config.path);
    this.#path = new FieldPattern(path, pathPart);
    this.#layout = config.layout ?? "ndjson";
    this.#rotation = rotationOf(config);
    const { age_max_s: age = Infinity, total_bytes_max: totalBytesMax = Infinity } = config;
    this.#retention = new Retention(path, this.#path, { ageMsMax: age * 1000, totalBytesMax });
    const bytesMax = Math.min(requestBytesMax, this.#rotation.bytesMax);
    const bounds = { recordsMax: requestRecordsMax, bytesMax };
    this.#delivery = new BatchedDelivery(bounds, (batch) => this.#write(batch));
  }

  deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    return this.#delivery.deliver(segment, signal);
  }

  async close(): Promise<void> {}

  async #write(batch: LineBatch): Promise<readonly RefusedLine[]> {
    const refused: RefusedLine[] = [];
    for (const [path, lines] of this.#byPath(batch)) {
      const file = this.#file(path);
      const texts = lines.map(({ text }) => text);
      const bytes = texts.reduce((sum, text) => sum + text.length, 0);
      // While a renamed file is compressed it is there twice.
      const reserve = this.#rotation.compress && this.#rotation.bytesMax < Infinity ? this.#rotation.bytesMax : 0;
      await this.#retention.makeRoom(bytes + reserve, new Set([path]));
      for (const index of await file.append(texts)) {
        refused.push({ line: lines[index]?.line ?? 0, reason: "the line is longer than bytes_max of the file" });
      }
    }
    return refused;
  }

  #byPath(batch: LineBatch): Map<string, { text: Buffer; line: number }[]> {
    const groups = new Map<string, { text: Buffer; line: number }[]>();
    for (const [index, bytes] of batch.lines().entries()) {
      const isPlain = this.#path.isConstant && this.#layout === "ndjson";
      const record = isPlain ? undefined : (JSON.parse(bytes.toString("utf8")) as SegmentRecord);
      const path = this.#path.of(record ?? nobody);
      const group = groups.get(path) ?? [];
      groups.set(path, group);
      group.push({ text: layOutLine(bytes, record, this.#layout), line: batch.first + index });
    }
    return groups;
  }

  #file(path: string): RotatingFile {
    const file = this.#files.get(path) ?? new RotatingFile(path, this.#rotation);
    this.#files.delete(path);
    this.#files.set(path, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > outputFilesMax && oldest !== undefined) this.#files.delete(oldest);
    return file;
  }
}

const nobody: SegmentRecord = {
  time: "0",
  level: "",
  severity: 0,
  message: "",
  service: "",
  host: "",
  logger: "",
  dataset: "",
  trace_id: "",
  span_id: "",
  parse_error: "",
  attributes: {},
};

function rotationOf(config: FileConfig): RotationOptions {
  const { bytes_max: bytesMax = Infinity, interval_s: interval = Infinity, files_max: filesMax = 5 } = config;
  return { bytesMax, ageMsMax: interval * 1000, filesMax, compress: config.compression === "gzip" };
}

// A value is one part of a path, never a way out of its folder.
function pathPart(value: string): string {
  return value
    .replaceAll(/[^\w.@-]/g, "_")
    .replace(/^\.+/, "_")
    .slice(0, 100);
}

const bytes = z.int().positive();

/** The file output as a plugin. */
export const fileOutput: OutputDefinition<FileConfig> = {
  type: "file",
  schema: z
    .strictObject({
      type: z.literal("file"),
      path: patternSchema.describe("File that records are appended to, a pattern; folders are made."),
      layout: z
        .enum(layouts)
        .optional()
        .describe("Lines of JSON, of LTSV, or for people (without attributes). @default ndjson"),
      bytes_max: bytes.optional().describe("The file is renamed before it is larger. @default no bound"),
      interval_s: z.number().positive().optional().describe("The file is renamed when it is older. @default never"),
      files_max: z.int().min(0).max(10_000).optional().describe("Renamed files that are kept of each path. @default 5"),
      compression: z.enum(["gzip", "none"]).optional().describe("What is done to renamed files. @default none"),
      age_max_s: z
        .number()
        .positive()
        .optional()
        .describe("Files of the pattern that got nothing for so long are deleted. @default never"),
      total_bytes_max: bytes.optional().describe("Bytes of all files of the pattern; the oldest go. @default no bound"),
      ...commonOutputShape,
    })
    .refine(
      ({ bytes_max: one = Infinity, total_bytes_max: all = Infinity, compression }) =>
        all === Infinity || one <= all / (compression === "gzip" ? 3 : 2),
      { path: ["total_bytes_max"], message: "Expected bytes_max beside it, of at most half of it, a third with gzip" },
    ),
  create: (config, { id, directory }) => new FileOutput(config, id, directory),
};
