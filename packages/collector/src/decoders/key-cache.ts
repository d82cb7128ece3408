// Records of a stream have the same keys over and over: finding the text of one costs less than making it anew.

const slots = 1024;
const keyLengthMax = 40;

/** Remembers the last keys seen, one per slot. */
export class KeyCache {
  readonly #keys: (string | undefined)[] = Array.from({ length: slots });

  /** The text of `length` bytes at `at`, if they are the ASCII characters of a remembered key. */
  find(bytes: Uint8Array, at: number, length: number): string | undefined {
    if (length === 0 || length > keyLengthMax) return undefined;
    const key = this.#keys[slotOf(bytes, at, length)];
    if (key === undefined || key.length !== length) return undefined;
    for (let index = 0; index < length; index++) {
      if (key.charCodeAt(index) !== bytes[at + index]) return undefined;
    }
    return key;
  }

  /** Remembers the text of those bytes, when it is ASCII. */
  add(bytes: Uint8Array, at: number, length: number, key: string): void {
    if (key.length !== length || length === 0 || length > keyLengthMax) return;
    this.#keys[slotOf(bytes, at, length)] = key;
  }
}

function slotOf(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] ?? 0;
  const middle = bytes[at + (length >> 1)] ?? 0;
  const last = bytes[at + length - 1] ?? 0;
  return (first * 31 + middle * 17 + last * 7 + length * 131) & (slots - 1);
}
