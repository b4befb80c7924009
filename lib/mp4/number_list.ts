const blockLength = 4096;

/**
 * Unsigned 32-bit integers, as many as come. Grows block by block, so that a long recording costs
 * four bytes each and is never copied.
 */
export class NumberList {
  readonly #blocks: Uint32Array[] = [];
  #length = 0;

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** The last one; `undefined` of an empty list. */
  get last(): number | undefined {
    return this.#blocks.at(-1)?.[(this.#length - 1) % blockLength];
  }

  /** Adds one, 0 to 2^32 − 1. */
  push(value: number): void {
    const place = this.#length++ % blockLength;
    if (place === 0) this.#blocks.push(new Uint32Array(blockLength));
    this.#blocks.at(-1)![place] = value;
  }

  /** All of them in order. */
  *[Symbol.iterator](): Generator<number> {
    let left = this.#length;
    for (const block of this.#blocks) {
      yield* block.subarray(0, Math.min(left, blockLength));
      left -= blockLength;
    }
  }
}
