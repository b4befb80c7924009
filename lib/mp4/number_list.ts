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

  /** Adds one, 0 to 2^32 − 1, or a negative one in two's complement. */
  push(value: number): void {
    const place = this.#length++ % blockLength;
    if (place === 0) this.#blocks.push(new Uint32Array(blockLength));
    this.#blocks.at(-1)![place] = value;
  }

  /** The one at a place; 0 where there is none. */
  at(index: number): number {
    return this.#blocks[Math.floor(index / blockLength)]?.[index % blockLength] ?? 0;
  }

  /** Adds 1 to the one at a place. */
  increment(index: number): void {
    this.#blocks[Math.floor(index / blockLength)]![index % blockLength]!++;
  }

  /** All of them, big-endian. */
  encode(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#length * 4);
    const view = new DataView(bytes.buffer);
    let at = 0;
    for (const block of this.#blocks) {
      const count = Math.min(blockLength, this.#length - at / 4);
      for (let i = 0; i < count; i++, at += 4) view.setUint32(at, block[i]!);
    }
    return bytes;
  }
}
