import type { Output } from "./output.js";

/** Takes everything and keeps nothing; for measurements and for pipelines that only count. */
export class NullOutput implements Output {
  readonly name: string;
  readonly concurrency = 1;

  constructor(name = "null") {
    this.name = name;
  }

  async deliver(): Promise<void> {}

  async close(): Promise<void> {}
}
