import type { CellPicture } from "./cell_picture.ts";
import {
  COARSE,
  FINE,
  isExact,
  quantiseLuma,
  type Quantiser,
  reconstructLuma,
  transformLine,
  transformLuma,
} from "./cell_transform.ts";
import { LumaMode, predictLuma } from "./intra_prediction.ts";

/** The luma of the macroblock at hand: what is wanted, and what a decoder shows. */
export class LumaMacroblock {
  /** The DC levels in scan order, as {@linkcode quantise} left them. */
  readonly levels = new Int32Array(16);
  readonly #target: CellPicture;
  readonly #shown: CellPicture;
  /** Transform of what is wanted, then of what the prediction leaves of it. */
  readonly #transformed = new Int32Array(16);
  /** Transform of the cells above and to the left, then of the prediction made from them. */
  readonly #above = new Int32Array(4);
  readonly #left = new Int32Array(4);
  readonly #prediction = new Int32Array(16);
  readonly #residual = new Int32Array(16);

  /** @param pictures Both of one size */
  constructor(pictures: { target: CellPicture; shown: CellPicture }) {
    this.#target = pictures.target;
    this.#shown = pictures.shown;
  }

  /**
   * Chooses how to predict.
   *
   * A vertical prediction has the transform of the line above in its first row and zeros elsewhere,
   * a horizontal one the same in its first column: that tells them apart with one transform.
   *
   * @returns Of `LumaMode`, the one that leaves the least sum of transformed magnitudes
   */
  chooseMode(mb: number): number {
    const transformed = this.#transformed;
    this.#load(mb);
    const mean = this.#loadBorders(mb);
    let best: number = LumaMode.dc;
    let bestChange = Math.abs(transformed[0]! - mean) - Math.abs(transformed[0]!);
    if (mb >= this.#shown.mbWidth) {
      const change = costChange(transformed, this.#above, 1);
      if (change <= bestChange) [best, bestChange] = [LumaMode.vertical, change];
    }
    if (mb % this.#shown.mbWidth !== 0) {
      const change = costChange(transformed, this.#left, 4);
      if (change < bestChange) best = LumaMode.horizontal;
    }
    if (best === LumaMode.dc) transformed[0]! -= mean;
    else if (best === LumaMode.vertical) subtract(transformed, this.#above, 1);
    else subtract(transformed, this.#left, 4);
    return best;
  }

  /**
   * Turns what the chosen mode leaves into levels.
   *
   * @param coarse Whether the coarse quantiser may be used, if it is exact
   */
  quantise({ coarse }: { coarse: boolean }): Quantiser {
    const quantiser = coarse && isExact(this.#transformed, COARSE) ? COARSE : FINE;
    quantiseLuma(this.#transformed, this.levels, quantiser);
    return quantiser;
  }

  /** Shows what the chosen mode and the levels give. */
  show(mb: number, { mode, quantiser }: { mode: number; quantiser: Quantiser }): void {
    const { luma, mbWidth } = this.#shown;
    const at = this.#origin(mb);
    predictLuma(this.#shown, { mb, mode }, this.#prediction);
    reconstructLuma(this.levels, this.#residual, quantiser);
    for (let i = 0; i < 16; i++) {
      const value = this.#prediction[i]! + this.#residual[i]!;
      luma[at + (i >> 2) * mbWidth * 4 + (i & 3)] = Math.max(0, Math.min(255, value));
    }
  }

  #load(mb: number): void {
    const { luma, mbWidth } = this.#target;
    const at = this.#origin(mb);
    for (let i = 0; i < 16; i++) {
      this.#transformed[i] = luma[at + (i >> 2) * mbWidth * 4 + (i & 3)]!;
    }
    transformLuma(this.#transformed);
  }

  /** @returns The transform of the prediction by the mean: one value, the others being 0 */
  #loadBorders(mb: number): number {
    const { luma, mbWidth } = this.#shown;
    const stride = mbWidth * 4;
    const at = this.#origin(mb);
    predictLuma(this.#shown, { mb, mode: LumaMode.dc }, this.#prediction);
    for (let i = 0; i < 4; i++) {
      // Beyond the border these are never used.
      this.#above[i] = luma[at - stride + i]! * 4;
      this.#left[i] = luma[at + i * stride - 1]! * 4;
    }
    transformLine(this.#above, 0, 1);
    transformLine(this.#left, 0, 1);
    return this.#prediction[0]! * 16;
  }

  #origin(mb: number): number {
    const mbX = mb % this.#shown.mbWidth;
    return (mb - mbX) * 16 + mbX * 4;
  }
}

/** By how much the sum of magnitudes changes if a line is taken from every `step`-th value. */
function costChange(transformed: Int32Array, line: Int32Array, step: number): number {
  let change = 0;
  for (let i = 0; i < 4; i++) {
    const value = transformed[i * step]!;
    change += Math.abs(value - line[i]!) - Math.abs(value);
  }
  return change;
}

function subtract(transformed: Int32Array, line: Int32Array, step: number): void {
  for (let i = 0; i < 4; i++) transformed[i * step]! -= line[i]!;
}
