import type { SegmentRecord } from "@cordwood/store";
import { RE2JS } from "re2js";
import { z } from "zod";
import { CollectorError, reasonOf } from "../errors.js";
import { groupedLinesMax, groupedTextMax, joinTimeoutMs, patternLengthMax } from "../limits.js";
import { goesOn, stateBehind, stateOfStart, type TraceState } from "../multiline/continuation.js";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import { keyOf, KeyedStates } from "./keyed-states.js";
import type { ProcessorDefinition, ProcessorSurroundings } from "./processor-definition.js";
import type { ProcessedRecord, Processor } from "./processor.js";

/** Joins the records of one stream that belong together. */
export interface MultilineConfig extends CommonProcessorConfig {
  type: "multiline";
  start?: string | undefined;
  continue?: string | undefined;
  by?: string[] | undefined;
  lines_max?: number | undefined;
  bytes_max?: number | undefined;
  timeout_ms?: number | undefined;
}

/** The record of a stream that is still open. */
interface Open {
  record: ProcessedRecord | undefined;
  lines: string[];
  length: number;
  state: TraceState;
  atMs: number;
}

function expressionTest(pattern: string): (text: string) => boolean {
  try {
    const expression = RE2JS.compile(pattern);
    return (text) => expression.matcher(text).find();
  } catch (error) {
    throw new CollectorError("CW_COLLECTOR_PATTERN", { pattern, reason: reasonOf(error) }, { cause: error });
  }
}

type Continues = (message: string, open: Open) => boolean;

/** Whether a message goes on with the open record: as the patterns say, else as stack traces do. */
function continuesOf({ start, continue: following }: MultilineConfig): Continues {
  const starts = start === undefined ? undefined : expressionTest(start);
  const follows = following === undefined ? undefined : expressionTest(following);
  if (starts !== undefined && follows !== undefined) return (message) => !starts(message) && follows(message);
  if (starts !== undefined) return (message) => !starts(message);
  if (follows !== undefined) return (message) => follows(message);
  return (message, { lines, state }) => goesOn(message, lines[0] ?? "", lines.length, state);
}

class Multiline implements Processor {
  readonly type = "multiline";
  readonly held = new Set<SegmentRecord>();
  readonly #config: MultilineConfig;
  readonly #nowMs: () => number;
  readonly #continues: Continues;
  readonly #streams: KeyedStates<Open>;
  #evicted: ProcessedRecord | undefined;

  constructor(config: MultilineConfig, { nowMs }: ProcessorSurroundings) {
    this.#config = config;
    this.#nowMs = nowMs;
    this.#continues = continuesOf(config);
    this.#streams = new KeyedStates((open) => {
      this.#evicted = this.#finish(open);
    });
  }

  process(record: ProcessedRecord): ProcessedRecord | undefined {
    const key = keyOf(record, this.#config.by ?? ["service", "host", "dataset", "log.file.path"]);
    const open = this.#streams.get(key, () => ({ record: undefined, lines: [], length: 0, state: "none", atMs: 0 }));
    if (this.#joins(record.message, open)) {
      open.lines.push(record.message);
      open.length += record.message.length + 1;
      open.state = stateBehind(open.state, record.message);
      open.atMs = this.#nowMs();
      return undefined;
    }
    // A stream that is new has nothing to finish; it may have taken the place of another.
    const finished = this.#finish(open) ?? this.#evicted;
    this.#evicted = undefined;
    this.#open(record, open);
    return finished;
  }

  #joins(message: string, open: Open): boolean {
    const { lines_max: linesMax = groupedLinesMax, bytes_max: bytesMax = groupedTextMax } = this.#config;
    if (open.record === undefined || open.lines.length >= linesMax) return false;
    // Bytes are never fewer than UTF-16 units, so most texts need not be measured.
    const length = open.length + message.length;
    return length <= bytesMax && this.#continues(message, open);
  }

  #open(record: ProcessedRecord, open: Open): void {
    open.record = record;
    open.lines = [record.message];
    open.length = record.message.length;
    open.state = stateOfStart(record.message);
    open.atMs = this.#nowMs();
    this.held.add(record);
  }

  #finish(open: Open): ProcessedRecord | undefined {
    const { record, lines } = open;
    if (record === undefined) return undefined;
    this.held.delete(record);
    record.message = lines.join("\n");
    open.record = undefined;
    open.lines = [];
    return record;
  }

  flush(nowMs: number): ProcessedRecord[] {
    const timeoutMs = this.#config.timeout_ms ?? joinTimeoutMs;
    const due: ProcessedRecord[] = [];
    for (const [key, open] of this.#streams.entries()) {
      const quietMs = nowMs - open.atMs;
      // A clock that was put back must not keep a record for ever.
      if (quietMs >= 0 && quietMs < timeoutMs) continue;
      const record = this.#finish(open);
      if (record !== undefined) due.push(record);
      this.#streams.delete(key);
    }
    return due;
  }
}

const pattern = z
  .string()
  .min(1)
  .max(patternLengthMax)
  .superRefine((text, context) => {
    try {
      expressionTest(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: reasonOf(error) });
    }
  });

/** The multiline processor as a plugin. */
export const multilineProcessor: ProcessorDefinition<MultilineConfig> = {
  type: "multiline",
  schema: z.strictObject({
    type: z.literal("multiline"),
    ...commonProcessorShape,
    start: pattern
      .optional()
      .describe("RE2 expression for messages that start a record; others are joined to the one before them."),
    continue: pattern
      .optional()
      .describe("RE2 expression for messages that go on with the record before. @default as stack traces do"),
    by: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("Fields that tell streams apart. @default service, host, dataset, log.file.path"),
    lines_max: z.int().min(1).max(groupedLinesMax).optional().describe("Lines of one record. @default 2000"),
    bytes_max: z.int().min(1).max(groupedTextMax).optional().describe("Length of one record. @default 1 MiB"),
    timeout_ms: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe("A record that waits for more goes on after this. Its sender waits, too. @default 300"),
  }),
  create: (config, surroundings) => new Multiline(config, surroundings),
};
