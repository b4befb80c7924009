/** Writes the bits of one NAL unit's payload (RBSP), growing as needed. */
export class BitWriter {
  #bytes = new Uint8Array(1024);
  #lengthBits = 0;

  /** Appends the lowest `count` (0 to 32) bits of `value`, most significant first. */
  bits(value: number, count: number): void {
    this.#reserve((count >> 3) + 2);
    for (let shift = count - 1; shift >= 0; shift--) {
      if ((value >>> shift) & 1) {
        const index = this.#lengthBits >> 3;
        this.#bytes[index] = this.#bytes[index]! | (0x80 >> (this.#lengthBits & 7));
      }
      this.#lengthBits++;
    }
  }

  /** Unsigned Exp-Golomb code. Spec: ITU-T H.264 9.1. */
  ue(value: number): void {
    const width = 32 - Math.clz32(value + 1);
    this.bits(0, width - 1);
    this.bits(value + 1, width);
  }

  /** Signed Exp-Golomb code. Spec: ITU-T H.264 9.1.1. */
  se(value: number): void {
    this.ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /** Appends zero bits up to the next byte boundary. */
  align(): void {
    this.#lengthBits = (this.#lengthBits + 7) & ~7;
    this.#reserve(1);
  }

  /** Appends whole bytes; the writer must be aligned. */
  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#lengthBits >> 3);
    this.#lengthBits += bytes.length * 8;
  }

  /** Ends the payload with the stop bit and returns a view of it. Spec: ITU-T H.264 7.3.2.11. */
  finish(): Uint8Array {
    this.bits(1, 1);
    this.align();
    return this.#bytes.subarray(0, this.#lengthBits >> 3);
  }

  /** Bytes begun so far. */
  get sizeBytes(): number {
    return (this.#lengthBits + 7) >> 3;
  }

  #reserve(bytes: number): void {
    const needed = (this.#lengthBits >> 3) + bytes + 1;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
