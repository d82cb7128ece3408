// Where the tests of inputs look at what an input hands on.
import { setTimeout as sleep } from "node:timers/promises";
import type { SegmentRecord } from "@cordwood/store";
import type { Batch } from "../../buffer/append-queue.js";
import type { InputTarget } from "../input.js";

/** A target that keeps every record. */
export class RecordTarget implements InputTarget {
  readonly records: SegmentRecord[] = [];
  /** Appends wait for this. */
  ready: Promise<void> = Promise.resolve();

  get messages(): string[] {
    return this.records.map((record) => record.message);
  }

  async append({ data }: Batch): Promise<void> {
    const text = Buffer.from(data).toString("utf8");
    await this.ready;
    for (const line of text.split("\n")) {
      if (line !== "") this.records.push(JSON.parse(line) as SegmentRecord);
    }
  }

  /** Resolves with the records when there are `count`, or with those that came within 5 seconds. */
  async until(count: number): Promise<SegmentRecord[]> {
    for (const deadline = Date.now() + 5000; Date.now() < deadline && this.records.length < count;) await sleep(5);
    return this.records;
  }
}
