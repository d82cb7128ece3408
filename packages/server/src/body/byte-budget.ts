import { ServerError } from "../errors.js";

/** Bytes that all requests together may hold at once. */
export class ByteBudget {
  readonly #bytesMax: number;
  #held = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes held now. */
  get held(): number {
    return this.#held;
  }

  /** Runs `work` with a share that grows as it takes bytes and is given back when it settles. */
  async share<T>(work: (share: ByteShare) => Promise<T>): Promise<T> {
    let taken = 0;
    const take = (bytes: number): void => {
      if (this.#held + bytes > this.#bytesMax)
        throw new ServerError("CW_SERVER_BODIES_IN_FLIGHT", { bytesMax: this.#bytesMax });
      this.#held += bytes;
      taken += bytes;
    };
    try {
      return await work({ take });
    } finally {
      this.#held -= taken;
    }
  }
}

/** One request's part of a {@link ByteBudget}. */
export interface ByteShare {
  /** @throws ServerError `CW_SERVER_BODIES_IN_FLIGHT` when the budget has no room for so many more bytes. */
  take(bytes: number): void;
}
