// Decompression with a bound on what comes out, at once or step by step.
import { once } from "node:events";
import { createGunzip, gunzipSync, inflateSync } from "node:zlib";
import { reasonOf, systemCodeOf } from "../errors.js";
import { inflateStepBytes } from "../limits.js";
import { decodeError } from "./decode-error.js";

/** Whether the bytes start like gzip (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Whether the bytes start like zlib (RFC 1950): deflate, and a header whose check is right. */
export function isZlib(bytes: Uint8Array): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 0x0f) === 8 && method >> 4 <= 7 && ((method << 8) | flags) % 31 === 0;
}

/**
 * Decompresses gzip or zlib; answers other bytes as they are.
 * @throws CollectorError `CW_COLLECTOR_DECODE` when they are damaged or become more than `bytesMax`.
 */
export function inflateBounded(format: string, bytes: Uint8Array, bytesMax: number): Uint8Array {
  if (!isGzip(bytes) && !isZlib(bytes)) return bytes;
  try {
    const options = { maxOutputLength: bytesMax };
    return isGzip(bytes) ? gunzipSync(bytes, options) : inflateSync(bytes, options);
  } catch (error) {
    const large = systemCodeOf(error) === "ERR_BUFFER_TOO_LARGE";
    throw decodeError(format, 0, large ? `it decompresses to more than ${bytesMax} bytes` : reasonOf(error));
  }
}

/** Decompresses a gzip stream in steps small enough that what one step makes is bounded (deflate grows 1032-fold). */
export class GunzipSteps {
  readonly #stream = createGunzip();
  readonly #format: string;
  readonly #bytesMax: number;
  #made: Buffer[] = [];
  #total = 0;
  #failure: unknown;
  #wake: () => void = () => {};

  constructor(format: string, bytesMax: number) {
    this.#format = format;
    this.#bytesMax = bytesMax;
    this.#stream.on("data", (bytes: Buffer) => {
      this.#made.push(bytes);
      this.#total += bytes.length;
    });
    this.#stream.on("error", (error) => {
      this.#failure = error;
      this.#wake();
    });
  }

  /**
   * Takes compressed bytes and answers, step by step, what they have made so far.
   * @throws CollectorError `CW_COLLECTOR_DECODE` when they are damaged, or make more than allowed.
   */
  async *write(bytes: Uint8Array): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += inflateStepBytes) {
      await this.#step(bytes.subarray(at, at + inflateStepBytes));
      yield* this.#take();
    }
  }

  /** Answers what is left once all compressed bytes were written. */
  async *end(): AsyncGenerator<Buffer> {
    this.#stream.end();
    if (this.#failure === undefined && !this.#stream.readableEnded) {
      await once(this.#stream, "end").catch((error: unknown) => {
        this.#failure = error;
      });
    }
    yield* this.#take();
  }

  /** Frees the decompressor when its stream is given up. */
  close(): void {
    this.#stream.destroy();
  }

  async #step(part: Uint8Array): Promise<void> {
    if (this.#failure !== undefined || this.#stream.destroyed) return;
    // A write that fails is not called back, so the error resolves it too.
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#stream.write(part, () => resolve());
    });
  }

  #take(): Buffer[] {
    if (this.#failure !== undefined) throw decodeError(this.#format, this.#total, reasonOf(this.#failure));
    if (this.#total > this.#bytesMax) {
      throw decodeError(this.#format, this.#total, `it decompresses to more than ${this.#bytesMax} bytes`);
    }
    const made = this.#made;
    this.#made = [];
    return made;
  }
}
