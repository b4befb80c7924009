/** Writes bits as the H.264 syntax tables list them: what the tests feed the parsers with. */
export class Bits {
  readonly #bits: number[] = [];

  /** u(n) */
  u(width: number, value: number): this {
    for (let bit = width - 1; bit >= 0; bit--) this.#bits.push(Math.floor(value / 2 ** bit) % 2);
    return this;
  }

  /** ue(v) */
  ue(value: number): this {
    const width = Math.floor(Math.log2(value + 1));
    return this.u(width, 0).u(width + 1, value + 1);
  }

  /** se(v) */
  se(value: number): this {
    return this.ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /** The bits with the stop bit and zeros up to a whole byte. */
  rbsp(): Uint8Array<ArrayBuffer> {
    const bits = [...this.#bits, 1];
    while (bits.length % 8 > 0) bits.push(0);
    return this.#pack(bits);
  }

  /** The bits alone, the last byte filled up with zeros. */
  cut(): Uint8Array<ArrayBuffer> {
    const bits = [...this.#bits];
    while (bits.length % 8 > 0) bits.push(0);
    return this.#pack(bits);
  }

  #pack(bits: number[]): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(bits.length / 8);
    bits.forEach((bit, index) => bytes[index >> 3]! |= bit << (7 - index % 8));
    return bytes;
  }
}
