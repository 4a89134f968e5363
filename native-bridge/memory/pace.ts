/**
 * How much to do in one call that cannot be interrupted: as much as takes about `TARGET_MS`, learned from the last
 * call. Cold pages are a hundred times slower than warm ones, so no fixed size serves both the throughput and a
 * cancel that is to be heard.
 */
const TARGET_MS = 25;
const LEAST_BYTES = 4 << 20;
const MOST_BYTES = 1 << 30;

export class Pace {
  readonly #unitBytes: number;
  #chunkBytes: number;

  /** @param unitBytes chunks are multiples of this: the page size of the memory. */
  constructor(unitBytes: number) {
    this.#unitBytes = unitBytes;
    this.#chunkBytes = this.#roundUp(LEAST_BYTES);
  }

  get chunkBytes(): number {
    return this.#chunkBytes;
  }

  /** Doubles at most, so that one lucky warm chunk does not make a cold one of a second; shrinks at once. */
  took(elapsedMs: number): void {
    const fitting = this.#chunkBytes * Math.min(2, TARGET_MS / Math.max(elapsedMs, 0.001));
    // A power of two: a chunk that ends inside a huge page would be mapped by small ones.
    const even = 2 ** Math.floor(Math.log2(fitting));
    this.#chunkBytes = this.#roundUp(Math.min(MOST_BYTES, Math.max(LEAST_BYTES, even)));
  }

  #roundUp(sizeBytes: number): number {
    return Math.ceil(sizeBytes / this.#unitBytes) * this.#unitBytes;
  }
}
