import { BitWriter } from "./bit_writer.ts";

/** How the luma of a macroblock of dark and bright cells is coded at the coarse quantiser. */
export interface LumaCode {
  /** Of `LumaMode`. */
  readonly mode: number;
  /** The levels as coded, first bit highest. */
  readonly bytes: Uint8Array;
  /** How many bits of them. */
  readonly bits: number;
}

/** The clock's ten digits at their twelve places in four sizes give some hundreds of macroblocks. */
const MAX_ENTRIES = 4096;

/** Room for a macroblock's levels. */
const CODE_ROOM_BYTES = 64;

/**
 * Remembers how macroblocks of text were coded: the same strokes return in every picture, in the
 * same surroundings, and finding a code costs many times what repeating it does.
 */
export class LumaCodeCache {
  readonly #codes = new Map<number, LumaCode>();
  readonly #writer = new BitWriter(CODE_ROOM_BYTES);

  /**
   * The code of a macroblock.
   *
   * @param look What it and its surroundings look like: the same number for the same code
   * @param find Finds the mode and writes the levels, where they are not remembered
   */
  get(look: number, find: (writer: BitWriter) => number): LumaCode {
    const known = this.#codes.get(look);
    if (known !== undefined) return known;
    this.#writer.reset();
    const mode = find(this.#writer);
    const bits = this.#writer.bitLength;
    this.#writer.trailingBits();
    const code = { mode, bytes: this.#writer.bytes.slice(), bits };
    if (this.#codes.size === MAX_ENTRIES) this.#codes.clear();
    this.#codes.set(look, code);
    return code;
  }
}
