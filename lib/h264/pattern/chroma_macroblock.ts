import { reconstructChroma, transformChroma } from "./cell_transform.ts";
import { predictChroma, type Prediction } from "./intra_prediction.ts";

/** One chroma component of the macroblock at hand: what is wanted, and what a decoder shows. */
export class ChromaMacroblock {
  /** The DC levels at the fine quantiser, in scan order. */
  readonly levels = new Int32Array(4);
  readonly #target: Uint8Array;
  readonly #shown: Uint8Array;
  readonly #mbWidth: number;
  readonly #prediction = new Int32Array(4);
  readonly #residual = new Int32Array(4);

  /** @param cells The component in both pictures, `2 * mbWidth` cells in a row */
  constructor(cells: { target: Uint8Array; shown: Uint8Array; mbWidth: number }) {
    this.#target = cells.target;
    this.#shown = cells.shown;
    this.#mbWidth = cells.mbWidth;
  }

  /** Leaves the levels that a mode needs. @returns The sum of their magnitudes */
  tryMode({ mb, mode }: Prediction): number {
    const origin = this.#origin(mb);
    const { levels } = this;
    predictChroma(this.#shown, { mb, mode, mbWidth: this.#mbWidth }, this.#prediction);
    for (let i = 0; i < 4; i++) {
      const at = origin + (i >> 1) * this.#mbWidth * 2 + (i & 1);
      levels[i] = this.#target[at]! - this.#prediction[i]!;
    }
    // A level at the fine quantiser is the transformed residual itself.
    transformChroma(levels);
    let cost = 0;
    for (let i = 0; i < 4; i++) cost += Math.abs(levels[i]!);
    return cost;
  }

  /** Shows what the mode tried last and its levels give. */
  show(mb: number): void {
    const origin = this.#origin(mb);
    reconstructChroma(this.levels, this.#residual);
    for (let i = 0; i < 4; i++) {
      const value = this.#prediction[i]! + this.#residual[i]!;
      this.#shown[origin + (i >> 1) * this.#mbWidth * 2 + (i & 1)] = Math.max(
        0,
        Math.min(255, value),
      );
    }
  }

  #origin(mb: number): number {
    const mbX = mb % this.#mbWidth;
    return (mb - mbX) * 4 + mbX * 2;
  }
}
