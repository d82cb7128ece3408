import type { Segment, Store } from "@cordwood/store";
import { crashPoint } from "../crash-point.js";
import type { Output } from "./output.js";

/** Makes segments searchable. The store drops a chunk that it has already, so a repeated delivery changes nothing. */
export class StoreOutput implements Output {
  readonly name: string;
  readonly concurrency = 4;
  readonly #store: Pick<Store, "insert">;

  constructor(store: Pick<Store, "insert">, name = "store") {
    this.name = name;
    this.#store = store;
  }

  async deliver(segment: Segment): Promise<void> {
    crashPoint("buffer.insert.before");
    await this.#store.insert(segment);
    crashPoint("buffer.insert.after");
  }

  // The store belongs to whoever made it.
  async close(): Promise<void> {}
}
