// Runs a unit test of a pipeline: its lines are read as an input reads them and go through the configured processors,
// on a clock of the test's own.
import { getLogger } from "@cordwood/logging";
import type { SegmentRecord } from "@cordwood/store";
import { parseDuration, parseTime } from "@cordwood/store/query";
import type { ComponentSnapshot } from "../../component-snapshot.js";
import { componentId } from "../../config/component-name.js";
import { LineGrouper } from "../../multiline/line-grouper.js";
import { normaliseObject } from "../../parsers/normalise.js";
import type { ParsedLine } from "../../parsers/parsed-line.js";
import { streamParser } from "../../parsers/parser-schema.js";
import { segmentLine } from "../../record/segment-line.js";
import { utc } from "../../timestamps/zone.js";
import { type CountedMetric, CountedMetrics } from "../counted-metrics.js";
import { createProcessor, type ProcessorConfig } from "../definitions.js";
import type { ProcessedRecord } from "../processor.js";
import { ProcessingTarget } from "../processing-target.js";
import { checkOutcome, type TestFailure } from "./check-outcome.js";
import type { PipelineTest } from "./pipeline-test-schema.js";

/** The parts of a pipeline that a test needs. */
export interface TestedPipeline {
  processors?: ProcessorConfig[] | undefined;
  outputs?: { type: string; name?: string | undefined; when?: string | undefined }[] | undefined;
}

/** What a test found. */
export interface PipelineTestResult {
  name: string;
  passed: boolean;
  failures: TestFailure[];
  /** The records that came out. */
  records: SegmentRecord[];
}

/** What came out of the processors. */
export interface TestOutcome {
  records: ProcessedRecord[];
  components: ComponentSnapshot[];
  metrics: CountedMetric[];
  /** The clock at the end, in milliseconds since the epoch. */
  nowMs: number;
}

const startText = "2026-01-01T00:00:00Z";

/** Runs one test. @throws CollectorError when a processor cannot be made. */
export async function runPipelineTest(pipeline: TestedPipeline, test: PipelineTest): Promise<PipelineTestResult> {
  const outcome = await new TestRun(pipeline, test).run();
  const failures = checkOutcome(outcome, test, pipeline);
  const records = outcome.records.map(({ _route, ...record }) => record);
  return { name: test.name, passed: failures.length === 0, failures, records };
}

class TestRun {
  readonly #test: PipelineTest;
  readonly #counted = new CountedMetrics();
  readonly #processing: ProcessingTarget;
  readonly #appends: Promise<void>[] = [];
  readonly #grouper = new LineGrouper();
  readonly #parse: (text: string) => ParsedLine;
  #nowMs: number;
  #text = "";

  constructor(pipeline: TestedPipeline, test: PipelineTest) {
    this.#test = test;
    this.#nowMs = Number((parseTime(test.now ?? startText, 0n) ?? 0n) / 1_000_000n);
    const parser = streamParser(test.parser);
    this.#parse = (text) => parser.parse(text, this.#context());
    this.#processing = this.#makeProcessing(pipeline.processors ?? []);
  }

  #makeProcessing(configs: readonly ProcessorConfig[]): ProcessingTarget {
    const nowMs = (): number => this.#nowMs;
    const logger = getLogger("cordwood.collector.test");
    const surroundings = { logger, nowMs, counted: this.#counted };
    const processors = configs.map((config, index) => {
      const id = componentId(config, index);
      return { id, processor: createProcessor(config, { ...surroundings, id }) };
    });
    const append = ({ data }: { data: Uint8Array }): Promise<void> => {
      this.#text += Buffer.from(data).toString("utf8");
      return Promise.resolve();
    };
    return new ProcessingTarget({ append }, processors, { logger, nowMs, timer: false });
  }

  #context(): { now: bigint; zone: typeof utc } {
    return { now: BigInt(this.#nowMs) * 1_000_000n, zone: utc };
  }

  async run(): Promise<TestOutcome> {
    for (const item of this.#test.input) {
      if (typeof item === "string") for (const line of item.split("\n")) this.#line(line);
      else if (typeof item["wait"] === "string" && Object.keys(item).length === 1) await this.#wait(item["wait"]);
      else this.#record(item);
    }
    this.#endGroup();
    await this.#processing.stop();
    await Promise.all(this.#appends);
    const records = this.#text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as ProcessedRecord);
    const metrics = this.#counted.snapshot();
    return { records, components: this.#processing.components(), metrics, nowMs: this.#nowMs };
  }

  #line(line: string): void {
    if (this.#test.multiline === false) return this.#append(this.#parse(line));
    const finished = this.#grouper.push(line);
    if (finished !== undefined) this.#append(this.#parse(finished));
  }

  #endGroup(): void {
    const open = this.#grouper.flush();
    if (open !== undefined) this.#append(this.#parse(open));
  }

  #record(object: Record<string, unknown>): void {
    this.#endGroup();
    this.#append(normaliseObject(object, this.#context()));
  }

  async #wait(text: string): Promise<void> {
    this.#endGroup();
    this.#nowMs += Number((parseDuration(text) ?? 0n) / 1_000_000n);
    await this.#processing.flush(this.#nowMs);
  }

  #append(parsed: ParsedLine): void {
    const { service = "", host = "", dataset = "diagnostic" } = this.#test;
    const line = segmentLine(parsed, { service, host, dataset }, this.#context().now);
    this.#appends.push(this.#processing.append({ data: Buffer.from(`${line}\n`), records: 1 }));
  }
}
