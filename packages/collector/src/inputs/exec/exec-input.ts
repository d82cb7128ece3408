// Runs a program and reads what it writes: once per interval, or for as long as it runs, started again when it ends. It
// ends with the collector, and waits while the buffer is full, because its pipes are then not read.
import type { Logger } from "@cordwood/logging";
import { z } from "zod";
import { execBackoffMsMax, execBackoffMsMin, execSteadyMs } from "../../limits.js";
import { type ParserConfig, parserShape, streamParser } from "../../parsers/parser-schema.js";
import { pause } from "../../pause.js";
import type { RecordParser } from "../../parsers/parsed-line.js";
import { LineDecoder } from "../../record/line-decoder.js";
import type { RecordDefaults } from "../../record/segment-line.js";
import type { Zone } from "../../timestamps/zone.js";
import { type CommonInputConfig, commonInputShape, defaultsOf, zoneFor } from "../input-options.js";
import { Complaints } from "../complaints.js";
import type { Input, InputCounts, InputTarget } from "../input.js";
import type { InputDefinition } from "../input-definition.js";
import { Program, type ProgramOptions } from "./program.js";

/** The exec input in a configuration. */
export interface ExecConfig extends CommonInputConfig {
  type: "exec";
  command: string[];
  shell?: boolean | undefined;
  directory?: string | undefined;
  environment?: Record<string, string> | undefined;
  interval_s?: number | undefined;
  timeout_s?: number | undefined;
  stderr?: "records" | "drop" | undefined;
  multiline?: boolean | undefined;
  parser?: ParserConfig | undefined;
}

const seconds = z.number().positive().optional();

/** The plugin `exec`. */
export const execDefinition: InputDefinition<ExecConfig> = {
  type: "exec",
  schema: z.strictObject({
    type: z.literal("exec"),
    command: z.array(z.string().min(1)).min(1).describe("The program and its arguments."),
    shell: z.boolean().optional().describe("Give the command, joined by blanks, to /bin/sh. @default false"),
    directory: z.string().min(1).optional().describe("Where it runs. @default where the collector runs"),
    environment: z.record(z.string(), z.string()).optional().describe("Further variables of its environment."),
    interval_s: seconds.describe("Run it this often. @default it runs on, and is started again when it ends"),
    timeout_s: seconds.describe("A run that takes longer is ended. @default the interval; without one never"),
    stderr: z
      .enum(["records", "drop"])
      .optional()
      .describe("What becomes of lines on stderr; `log.iostream` tells them apart. @default records"),
    multiline: z.boolean().optional().describe("Keep stack traces with their record. @default true"),
    ...parserShape,
    ...commonInputShape,
  }),
  create(config, surroundings) {
    const { id, target, logger } = surroundings;
    const [file = "", ...args] = config.command;
    const { interval_s: interval, timeout_s: timeout = interval, shell = false } = config;
    return new ExecInput({
      id,
      target,
      logger,
      zone: zoneFor(config, surroundings),
      defaults: defaultsOf(config, file.replace(/^.*\//, "")),
      parser: () => streamParser(config.parser),
      multiline: config.multiline ?? true,
      keepsErrors: config.stderr !== "drop",
      program: {
        ...(shell ? { file: "/bin/sh", args: ["-c", config.command.join(" ")] } : { file, args }),
        environment: config.environment ?? {},
        ...directoryOf(config.directory ?? surroundings.directory),
        ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
      },
      ...(interval !== undefined && { intervalMs: interval * 1000 }),
    });
  },
};

function directoryOf(directory: string | undefined): { directory?: string } {
  return directory === undefined ? {} : { directory };
}

/** What to run, and how to read it. */
export interface ExecInputOptions {
  id: string;
  target: InputTarget;
  logger: Logger;
  zone: Zone;
  defaults: RecordDefaults;
  program: ProgramOptions;
  /** @default it is started again when it ends */
  intervalMs?: number;
  /** Makes the parser of one stream of one run. */
  parser: () => RecordParser;
  multiline: boolean;
  /** Lines on stderr become records. */
  keepsErrors: boolean;
}

/** The exec input. */
export class ExecInput implements Input {
  readonly name: string;
  readonly #options: ExecInputOptions;
  readonly #failures: Complaints;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  /** How the last run ended that went wrong; empty when it went well. */
  #failed = "";
  /** When the program was started that runs now. */
  #beganMs: number | undefined;

  constructor(options: ExecInputOptions) {
    this.name = options.id;
    this.#options = options;
    this.#failures = new Complaints(options.logger);
  }

  get counts(): InputCounts {
    return { errors: this.#failures.count, dropped: {} };
  }

  get failing(): string | undefined {
    const steady = this.#beganMs !== undefined && performance.now() - this.#beganMs >= execSteadyMs;
    return this.#failed === "" || steady ? undefined : this.#failed;
  }

  start(): Promise<void> {
    this.#running =
      this.#options.intervalMs === undefined ? this.#keepRunning() : this.#repeat(this.#options.intervalMs);
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #repeat(intervalMs: number): Promise<void> {
    for (let next = performance.now(); !this.#stop.signal.aborted;) {
      await this.#run();
      const now = performance.now();
      // A run that took longer than the interval is not made up for.
      next += intervalMs * Math.max(1, Math.ceil((now - next) / intervalMs));
      await pause(next - now, this.#stop.signal);
    }
  }

  async #keepRunning(): Promise<void> {
    for (let waitMs = execBackoffMsMin; !this.#stop.signal.aborted;) {
      const began = performance.now();
      await this.#run();
      const steady = performance.now() - began >= execSteadyMs;
      waitMs = steady ? execBackoffMsMin : Math.min(execBackoffMsMax, waitMs * 2);
      await pause(waitMs, this.#stop.signal);
    }
  }

  async #run(): Promise<void> {
    const { program, target, keepsErrors } = this.#options;
    const stderr = keepsErrors ? this.#decoder("stderr") : undefined;
    const { signal } = this.#stop;
    this.#beganMs = performance.now();
    const ended = await new Program(program).run({ stdout: this.#decoder("stdout"), stderr, target, signal });
    this.#beganMs = undefined;
    this.#failed = ended;
    if (ended !== "" && !signal.aborted) this.#failures.warn("%s: %s: %s", this.name, program.file, ended);
  }

  #decoder(stream: "stdout" | "stderr"): LineDecoder {
    const { defaults, zone, parser, multiline } = this.#options;
    const attributes = { ...defaults.attributes, "log.iostream": stream };
    return new LineDecoder({ defaults: { ...defaults, attributes }, zone, parser: parser(), multiline });
  }
}
