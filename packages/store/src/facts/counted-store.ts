import type { Store } from "../store.js";
import type { FactBook } from "./fact-book.js";
import type { StoreFacts } from "./store-facts.js";

/** A store as it is without its facts. */
export type BareStore = Omit<Store, "facts">;

/** Arguments of a method of the store. */
type Arguments<Name extends keyof BareStore> = Parameters<Store[Name]>;

/** A store whose calls are counted and timed. */
export class CountedStore implements Store {
  readonly #store: BareStore;
  readonly #facts: FactBook;

  constructor(store: BareStore, facts: FactBook) {
    this.#store = store;
    this.#facts = facts;
  }

  insert(...args: Arguments<"insert">): ReturnType<Store["insert"]> {
    return this.#facts.insert(args[0], () => this.#store.insert(...args));
  }

  search(...args: Arguments<"search">): ReturnType<Store["search"]> {
    return this.#facts.query("search", () => this.#store.search(...args));
  }

  histogram(...args: Arguments<"histogram">): ReturnType<Store["histogram"]> {
    return this.#facts.query("histogram", () => this.#store.histogram(...args));
  }

  fields(...args: Arguments<"fields">): ReturnType<Store["fields"]> {
    return this.#facts.query("fields", () => this.#store.fields(...args));
  }

  values(...args: Arguments<"values">): ReturnType<Store["values"]> {
    return this.#facts.query("values", () => this.#store.values(...args));
  }

  compare(...args: Arguments<"compare">): ReturnType<Store["compare"]> {
    return this.#facts.query("compare", () => this.#store.compare(...args));
  }

  context(...args: Arguments<"context">): ReturnType<Store["context"]> {
    return this.#facts.query("context", () => this.#store.context(...args));
  }

  sql(...args: Arguments<"sql">): ReturnType<Store["sql"]> {
    return this.#facts.query("sql", () => this.#store.sql(...args));
  }

  /** Counted until its first bytes can be read. */
  export(...args: Arguments<"export">): ReturnType<Store["export"]> {
    return this.#facts.query("export", () => this.#store.export(...args));
  }

  tail(...args: Arguments<"tail">): ReturnType<Store["tail"]> {
    return this.#store.tail(...args);
  }

  progress(...args: Arguments<"progress">): ReturnType<Store["progress"]> {
    return this.#store.progress(...args);
  }

  facts(): Promise<StoreFacts> {
    return this.#facts.facts();
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
