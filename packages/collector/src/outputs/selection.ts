// What an output gets of a segment: the file as it is, or a copy with only the lines that are for it.
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Segment, SegmentRecord } from "@cordwood/store";
import type { SealedSegment } from "../buffer/consumer.js";
import { lineBlocks } from "./line-blocks.js";
import { RouteReader } from "./route-key.js";
import { type Kept, SelectedCopy } from "./selected-copy.js";

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
  /** `records` is 0 when nothing of it is for the output. */
  segment: Segment;
  /** Removes the copy. */
  discard(): Promise<void>;
}

const newline = 0x0a;

/** Selects the records of one output. */
export class Selection {
  readonly #options: SelectionOptions;
  readonly #route: RouteReader;
  #copies = 0;

  constructor(options: SelectionOptions) {
    this.#options = options;
    this.#route = new RouteReader(options.output);
  }

  /** What of the segment is for the output. */
  async of(segment: SealedSegment): Promise<Selected> {
    const whole = { segment, discard: () => Promise.resolve() };
    if (this.#options.when === undefined && !segment.routed) return whole;
    // A segment may be looked at and delivered at the same time.
    this.#copies += 1;
    const path = join(this.#options.directory, `${segment.chunk}.${this.#options.output}.${this.#copies}.ndjson`);
    const source = await open(segment.path, "r");
    const copy = new SelectedCopy(path, source);
    try {
      for await (const block of lineBlocks(source)) await copy.add(block, this.#select(block.bytes));
    } catch (error) {
      await copy.discard();
      throw error;
    } finally {
      await copy.close();
      await source.close();
    }
    if (!copy.changed) return whole;
    const { records, bytes } = copy;
    return { segment: { path, chunk: segment.chunk, records, bytes }, discard: () => copy.discard() };
  }

  #select(bytes: Buffer): Kept {
    const parts: Buffer[] = [];
    let changed = false;
    let records = 0;
    for (let start = 0, end = 0; start < bytes.length; start = end) {
      end = bytes.indexOf(newline, start) + 1;
      if (end === 0) end = bytes.length;
      const line = bytes.subarray(start, end);
      const mine = this.#line(line);
      changed ||= mine !== line;
      if (mine === undefined) continue;
      parts.push(mine);
      records += 1;
    }
    return { parts, records, changed };
  }

  #line(line: Buffer): Buffer | undefined {
    const mine = RouteReader.isRouted(line) ? this.#route.read(line) : line;
    if (mine === undefined || this.#options.when === undefined) return mine;
    return matches(this.#options.when, mine) ? mine : undefined;
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
