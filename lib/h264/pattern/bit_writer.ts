/** The shortest passage that can be repeated: fewer bits may still wait to fill a byte. */
export const LEAST_REPEAT_BITS = 8;

/**
 * Writes the bit strings that an H.264 syntax table names: `u(n)`, `ue(v)`, `se(v)`.
 * The room is fixed when it is made: the encoder knows the largest picture it can make.
 * Spec: ITU-T H.264 (08/2021) 7.2, 9.1.
 */
export class BitWriter {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  /** @param capacityBytes Room for everything between two calls of {@linkcode reset} */
  constructor(capacityBytes: number) {
    this.#bytes = new Uint8Array(capacityBytes);
  }

  /** Bits written since the last {@linkcode reset}. */
  get bitLength(): number {
    return this.#length * 8 + this.#pendingBits;
  }

  /** Forgets what was written. */
  reset(): void {
    this.#length = 0;
    this.#pending = 0;
    this.#pendingBits = 0;
  }

  /**
   * `u(n)`: the lowest `bits` bits of `value`, highest first.
   *
   * @param value At least 0 and below 2 to the power of `bits`
   * @param bits 0 to 24
   */
  u(value: number, bits: number): void {
    // At most 7 bits wait, so 24 more fit a 32-bit integer.
    const pending = (this.#pending << bits) | value;
    let pendingBits = this.#pendingBits + bits;
    while (pendingBits >= 8) {
      pendingBits -= 8;
      this.#bytes[this.#length++] = pending >>> pendingBits;
    }
    this.#pending = pending & ((1 << pendingBits) - 1);
    this.#pendingBits = pendingBits;
  }

  /** `u(32)`. */
  u32(value: number): void {
    this.u(value >>> 16, 16);
    this.u(value & 0xffff, 16);
  }

  /**
   * `ue(v)`: an unsigned Exp-Golomb code.
   *
   * @param value 0 to 2^24 - 2
   */
  ue(value: number): void {
    const bits = 32 - Math.clz32(value + 1);
    if (bits > 12) {
      this.u(0, bits - 1);
      this.u(value + 1, bits);
    } else {
      this.u(value + 1, 2 * bits - 1);
    }
  }

  /** `se(v)`: a signed Exp-Golomb code. */
  se(value: number): void {
    this.ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /**
   * Writes bits from an array.
   *
   * @param bytes First bit highest; only read
   * @param bits How many
   */
  append(bytes: Uint8Array, bits: number): void {
    const whole = bits >> 3;
    for (let i = 0; i < whole; i++) this.u(bytes[i]!, 8);
    if (bits & 7) this.u(bytes[whole]! >> (8 - (bits & 7)), bits & 7);
  }

  /**
   * Writes again what was written before.
   *
   * @param start First bit of it, as {@linkcode bitLength} was then
   * @param end Bit behind it, at least {@linkcode LEAST_REPEAT_BITS} after `start`
   */
  repeat(start: number, end: number): void {
    // Seven bits of what was just written may still wait: stay that much behind.
    const most = Math.min(16, end - start - LEAST_REPEAT_BITS + 1);
    for (let at = start; at < end;) {
      const bits = Math.min(most, end - at);
      const byte = at >> 3;
      const three = this.#bytes[byte]! << 16 | this.#bytes[byte + 1]! << 8 |
        this.#bytes[byte + 2]!;
      this.u((three >> (24 - (at & 7) - bits)) & ((1 << bits) - 1), bits);
      at += bits;
    }
  }

  /**
   * A NAL unit's header, at the beginning. Spec: ITU-T H.264 (08/2021) 7.3.1.
   *
   * @param nalRefIdc `nal_ref_idc`, 0 to 3
   * @param type `nal_unit_type`
   */
  nalHeader(nalRefIdc: number, type: number): void {
    this.u(nalRefIdc << 5 | type, 8);
  }

  /** `rbsp_trailing_bits()`: a one, then zeros up to the byte's end. */
  trailingBits(): void {
    this.u(1, 1);
    if (this.#pendingBits > 0) this.u(0, 8 - this.#pendingBits);
  }

  /** The whole bytes written: a view that the next {@linkcode reset} makes invalid. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}
