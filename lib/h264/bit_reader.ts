/** The range that a value must be in, both ends included. */
export interface ValueRange {
  /** Lowest allowed value. */
  readonly min?: number;
  /** Highest allowed value. */
  readonly max?: number;
}

/**
 * Reads the fields of a raw byte sequence payload, and refuses one that is outside its range in
 * words that name the structure, the field and the value.
 *
 * Spec: ITU-T H.264 (08/2021) 7.2 and 9.1.
 */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #structure: string;
  #bit = 0;

  /**
   * @param rbsp Payload without emulation prevention; only read, kept while reading.
   * @param structure What it is, for messages: "SPS".
   */
  constructor(rbsp: Uint8Array, structure: string) {
    this.#bytes = rbsp;
    this.#structure = structure;
  }

  /** How many bits have been read. */
  get position(): number {
    return this.#bit;
  }

  /**
   * Reads an unsigned number of fixed width, u(n).
   *
   * @param width 1 to 32 bits.
   * @param field The specification's name of it, for messages.
   * @throws {SyntaxError} If the payload ends inside it.
   */
  unsigned(width: number, field: string): number {
    let value = 0;
    for (let i = 0; i < width; i++) value = value * 2 + this.#next(field);
    return value;
  }

  /**
   * Reads a flag, u(1).
   *
   * @throws {SyntaxError} If the payload ends before it.
   */
  flag(field: string): boolean {
    return this.#next(field) === 1;
  }

  /**
   * Reads an unsigned Exp-Golomb code, ue(v).
   *
   * @throws {SyntaxError} If the payload ends inside it, or the value is out of range.
   */
  unsignedGolomb(field: string, range: ValueRange = {}): number {
    const value = this.#golomb(field);
    return this.#check(value, { field, range: { min: 0, ...range } });
  }

  /**
   * Reads a signed Exp-Golomb code, se(v).
   *
   * @throws {SyntaxError} If the payload ends inside it, or the value is out of range.
   */
  signedGolomb(field: string, range: ValueRange = {}): number {
    const code = this.#golomb(field);
    const value = code % 2 === 0 ? -code / 2 : (code + 1) / 2;
    return this.#check(value === 0 ? 0 : value, { field, range });
  }

  #golomb(field: string): number {
    let zeros = 0;
    while (this.#next(field) === 0) {
      zeros++;
      if (zeros > 32) throw this.#error(`${field} is no Exp-Golomb code (over 32 leading zeros)`);
    }
    // Not by shifts: a code of 32 leading zeros has values past 2³¹.
    return 2 ** zeros - 1 + this.unsigned(zeros, field);
  }

  #check(value: number, { field, range }: { field: string; range: ValueRange }): number {
    const { min = -Infinity, max = Infinity } = range;
    if (value >= min && value <= max) return value;
    throw this.#error(`${field} must be ${min} to ${max}, is ${value}`);
  }

  #next(field: string): number {
    const byte = this.#bytes[this.#bit >> 3];
    if (byte === undefined) throw this.#error(`it ends inside ${field}`);
    const value = (byte >> (7 - (this.#bit & 7))) & 1;
    this.#bit++;
    return value;
  }

  #error(what: string): SyntaxError {
    return new SyntaxError(`Cannot parse ${this.#structure}: ${what}`);
  }
}
