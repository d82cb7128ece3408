// What an output gets of a segment: the file as it is, or a copy with only the lines that are for it.
import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Segment, SegmentRecord } from "@cordwood/store";
import type { SealedSegment } from "../buffer/consumer.js";
import { RouteReader, routeStart } from "./route-key.js";

/** Which records an output gets. */
export interface SelectionOptions {
  /** The output's name. */
  output: string;
  /** Only records for which this is true. @default all */
  when?: ((record: SegmentRecord) => boolean) | undefined;
  /** Where copies are made; created when needed. */
  directory: string;
}

/** What an output gets of a segment. */
export interface Selected {
  /** `records` is 0 when nothing of it is for the output; the file is only there when it is not. */
  segment: Segment;
  /** Removes the copy. */
  discard(): Promise<void>;
}

const newline = 0x0a;

/** Selects the records of one output. */
export class Selection {
  readonly #options: SelectionOptions;
  readonly #route: RouteReader;

  constructor(options: SelectionOptions) {
    this.#options = options;
    this.#route = new RouteReader(options.output);
  }

  /** What of the segment is for the output. */
  async of(segment: SealedSegment): Promise<Selected> {
    const whole = { segment, discard: () => Promise.resolve() };
    if (this.#options.when === undefined && !segment.routed) return whole;
    const bytes = await readFile(segment.path);
    if (this.#options.when === undefined && !bytes.includes(routeStart)) return whole;
    const lines = this.#select(bytes);
    if (lines === undefined) return whole;
    return this.#copy(segment, lines);
  }

  // Nothing when the file can be delivered as it is.
  #select(bytes: Buffer): Buffer[] | undefined {
    const kept: Buffer[] = [];
    let changed = false;
    for (let start = 0, end = 0; start < bytes.length; start = end) {
      end = bytes.indexOf(newline, start) + 1;
      if (end === 0) end = bytes.length;
      const line = bytes.subarray(start, end);
      const mine = this.#line(line);
      if (mine !== line) changed = true;
      if (mine !== undefined) kept.push(mine);
    }
    return changed ? kept : undefined;
  }

  #line(line: Buffer): Buffer | undefined {
    const mine = RouteReader.isRouted(line) ? this.#route.read(line) : line;
    if (mine === undefined || this.#options.when === undefined) return mine;
    return matches(this.#options.when, mine) ? mine : undefined;
  }

  async #copy(segment: Segment, lines: readonly Buffer[]): Promise<Selected> {
    const path = join(this.#options.directory, `${segment.chunk}.${this.#options.output}.ndjson`);
    const data = Buffer.concat(lines);
    const copy = { path, chunk: segment.chunk, records: lines.length, bytes: data.length };
    if (lines.length === 0) return { segment: copy, discard: () => Promise.resolve() };
    await mkdir(this.#options.directory, { recursive: true });
    const discard = (): Promise<void> => rm(path, { force: true });
    const handle = await open(path, "w");
    try {
      await handle.writeFile(data);
    } catch (error) {
      await discard();
      throw error;
    } finally {
      await handle.close();
    }
    return { segment: copy, discard };
  }
}

// A line that is damaged cannot be asked; it goes everywhere rather than nowhere.
function matches(when: (record: SegmentRecord) => boolean, line: Buffer): boolean {
  try {
    return when(JSON.parse(line.toString("utf8")) as SegmentRecord);
  } catch {
    return true;
  }
}
