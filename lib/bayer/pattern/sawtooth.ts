import type { PatternStamp } from "../../frame/mod.ts";
import type { RawPattern } from "./raw_pattern.ts";

/** After so many pixels, and rows, it begins anew. */
const period = 256;

/** The sample at column x and row y of frame n is ((x + y + 10 n) · 16) mod 4096. */
export class Sawtooth implements RawPattern {
  readonly #width: number;
  readonly #samples: Uint16Array<ArrayBuffer>;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  /** A row that is long enough to begin anywhere in the period. */
  readonly #row: Uint16Array;

  constructor({ width, height }: { readonly width: number; readonly height: number }) {
    this.#width = width;
    this.#samples = new Uint16Array(width * height);
    this.#bytes = new Uint8Array(this.#samples.buffer);
    this.#row = Uint16Array.from({ length: width + period }, (_, x) => x * 16 % 4096);
  }

  paint({ frameNumber }: PatternStamp): Uint8Array<ArrayBuffer> {
    const rows = this.#samples.length / this.#width;
    for (let y = 0; y < rows; y++) {
      const begin = (y + 10 * frameNumber) % period;
      this.#samples.set(this.#row.subarray(begin, begin + this.#width), y * this.#width);
    }
    return this.#bytes;
  }
}
