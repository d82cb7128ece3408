// Counts which attributes come, from the first lines of segments now and then.

import { open } from "node:fs/promises";

import { censusBytesMax, censusLinesMax, censusRecordsMax, censusValuesMax } from "../limits.js";
import type { Segment } from "../record.js";

/** What is known of one attribute. */
interface AttributeCount {
  records: number;
  /** Different values in the latest look, at most {@link censusValuesMax}. */
  values: Set<string>;
  /** Records in the latest look. */
  latest: number;
}

/** An attribute as the census sees it. */
export interface AttributeShare {
  name: string;
  /** Share of the looked-at records that have it. */
  share: number;
  /**
   * Values repeat, so that a dictionary holds them well. One of more than 8,192 values does harm: the engine then keeps
   * keys per block, and reading a column of 20,000 numbers took three times as long as one of plain text.
   */
  repeats: boolean;
  /** Values are different enough that looking for one of them should skip most of the data. */
  selective: boolean;
}

/** Shares of attributes among the records looked at lately; what was seen long ago counts less and less. */
export class AttributeCensus {
  readonly #counts = new Map<string, AttributeCount>();
  #records = 0;

  /** Records looked at, older ones counted for less. */
  get records(): number {
    return this.#records;
  }

  /** Looks at the first lines of a segment; a line that is no record is passed over. */
  async look(segment: Segment): Promise<void> {
    this.#fade();
    for (const line of await firstLines(segment.path)) {
      const attributes = attributesOf(line);
      if (attributes === undefined) continue;
      this.#records += 1;
      for (const [name, value] of Object.entries(attributes)) this.#count(name, value);
    }
  }

  /** Attributes, most frequent first. */
  shares(): AttributeShare[] {
    const shares = [...this.#counts].map(([name, count]) => describe(name, count, this.#records));
    return shares.toSorted((a, b) => b.share - a.share || a.name.localeCompare(b.name));
  }

  #fade(): void {
    const factor = this.#records > censusRecordsMax ? 0.5 : 1;
    this.#records *= factor;
    for (const [name, count] of this.#counts) {
      count.records *= factor;
      count.values.clear();
      count.latest = 0;
      if (count.records < 1) this.#counts.delete(name);
    }
  }

  #count(name: string, value: unknown): void {
    let count = this.#counts.get(name);
    if (count === undefined) {
      if (this.#counts.size >= censusValuesMax) return;
      count = { records: 0, values: new Set(), latest: 0 };
      this.#counts.set(name, count);
    }
    const text = String(value);
    count.records += 1;
    count.latest += 1;
    if (count.values.size < censusValuesMax) count.values.add(text);
  }
}

function describe(name: string, count: AttributeCount, records: number): AttributeShare {
  const variety = count.values.size / Math.max(count.latest, 1);
  const share = records === 0 ? 0 : count.records / records;
  return { name, share, repeats: variety < 0.4, selective: variety > 0.2 };
}

function attributesOf(line: string): Record<string, unknown> | undefined {
  try {
    const record = JSON.parse(line) as { attributes?: unknown } | null;
    const attributes = record?.attributes;
    return typeof attributes === "object" && attributes !== null ? (attributes as Record<string, unknown>) : {};
  } catch {
    return undefined;
  }
}

async function firstLines(path: string): Promise<string[]> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(censusBytesMax), 0, censusBytesMax, 0);
    const lines = buffer.toString("utf8", 0, bytesRead).split("\n");
    if (bytesRead === censusBytesMax) lines.pop();
    return lines.filter((line) => line !== "").slice(0, censusLinesMax);
  } finally {
    await file.close();
  }
}
