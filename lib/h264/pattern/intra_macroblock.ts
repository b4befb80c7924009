import type { BitWriter } from "./bit_writer.ts";
import type { CellPicture } from "./cell_picture.ts";
import {
  COARSE,
  FINE,
  isExact,
  quantiseLuma,
  type Quantiser,
  reconstructChroma,
  reconstructLuma,
  transformChroma,
  transformLuma,
} from "./cell_transform.ts";
import { writeCoefficients } from "./coefficients.ts";
import {
  ChromaMode,
  LumaMode,
  type MacroblockPosition,
  predictChroma,
  predictLuma,
} from "./intra_prediction.ts";
import { INITIAL_QP } from "./parameter_sets.ts";

/** Modes in the order tried: the first without a residual wins. */
const LUMA_MODES = [LumaMode.vertical, LumaMode.horizontal, LumaMode.dc];
const CHROMA_MODES = [ChromaMode.dc, ChromaMode.horizontal, ChromaMode.vertical];

/**
 * Codes macroblocks of flat cells as Intra_16x16 with DC levels only, and keeps the picture that a
 * decoder then shows, so that a rounding never adds up.
 */
export class IntraMacroblockWriter {
  readonly #writer: BitWriter;
  readonly #target: CellPicture;
  readonly #shown: CellPicture;
  readonly #prediction = new Int32Array(16);
  readonly #residual = new Int32Array(16);
  readonly #levels = new Int32Array(16);
  readonly #bestPrediction = new Int32Array(16);
  readonly #bestResidual = new Int32Array(16);
  readonly #chroma: readonly ChromaScratch[];
  #qp = INITIAL_QP;

  /**
   * @param pictures What is wanted, only read, and what a decoder shows, written; both of one size
   */
  constructor(writer: BitWriter, pictures: { target: CellPicture; shown: CellPicture }) {
    this.#writer = writer;
    this.#target = pictures.target;
    this.#shown = pictures.shown;
    this.#chroma = [
      new ChromaScratch(pictures.target.cb, pictures.shown.cb),
      new ChromaScratch(pictures.target.cr, pictures.shown.cr),
    ];
  }

  /** A new slice starts over with the initial quantiser. */
  startSlice(): void {
    this.#qp = INITIAL_QP;
  }

  /**
   * Writes `macroblock_layer()`. Spec: ITU-T H.264 (08/2021) 7.3.5, tables 7-11 and 7-13.
   *
   * @param firstType The slice's `mb_type` of I_16x16_0_0_0: 1 in an I slice, 6 in a P slice
   */
  write(at: MacroblockPosition, firstType: number): void {
    const lumaMode = this.#chooseLumaMode(at);
    const chromaMode = this.#chooseChromaMode(at);
    const hasChroma = this.#chroma.some((component) => component.hasResidual);
    const quantiser = this.#chooseQuantiser(hasChroma);
    this.#writer.ue(firstType + lumaMode + (hasChroma ? 4 : 0));
    this.#writer.ue(chromaMode);
    this.#writeQp(quantiser.qp);
    writeCoefficients(this.#writer, this.#levels);
    if (hasChroma) {
      for (const { levels } of this.#chroma) {
        writeCoefficients(this.#writer, levels);
      }
    }
    this.#showLuma(at, quantiser);
    for (const component of this.#chroma) component.show(at, this.#shown.mbWidth);
  }

  /** `mb_qp_delta` counts round the 52 quantisers. Spec: equation 7-37. */
  #writeQp(qp: number): void {
    let delta = qp - this.#qp;
    if (delta > 25) delta -= 52;
    if (delta < -26) delta += 52;
    this.#writer.se(delta);
    this.#qp = qp;
  }

  /** Leaves the best mode's prediction and transformed residual in the two `best` arrays. */
  #chooseLumaMode(at: MacroblockPosition): number {
    let best: number = LumaMode.dc;
    let bestCost = Infinity;
    for (const mode of LUMA_MODES) {
      if (mode === LumaMode.vertical && at.mbY === 0) continue;
      if (mode === LumaMode.horizontal && at.mbX === 0) continue;
      const cost = this.#tryLumaMode(at, mode);
      if (cost >= bestCost) continue;
      best = mode;
      bestCost = cost;
      this.#bestPrediction.set(this.#prediction);
      this.#bestResidual.set(this.#residual);
      if (cost === 0) break;
    }
    return best;
  }

  /** @returns The sum of magnitudes of the transformed residual */
  #tryLumaMode({ mbX, mbY }: MacroblockPosition, mode: number): number {
    const { luma } = this.#target;
    const stride = this.#target.mbWidth * 4;
    const at = mbY * 4 * stride + mbX * 4;
    predictLuma(this.#prediction, this.#shown, { mbX, mbY, mode });
    let differs = 0;
    for (let i = 0; i < 16; i++) {
      const residual = luma[at + (i >> 2) * stride + (i & 3)]! - this.#prediction[i]!;
      this.#residual[i] = residual;
      differs |= residual;
    }
    if (differs === 0) return 0;
    transformLuma(this.#residual);
    let cost = 0;
    for (let i = 0; i < 16; i++) cost += Math.abs(this.#residual[i]!);
    return cost;
  }

  #chooseChromaMode(at: MacroblockPosition): number {
    let best: number = ChromaMode.dc;
    let bestCost = Infinity;
    for (const mode of CHROMA_MODES) {
      if (mode === ChromaMode.vertical && at.mbY === 0) continue;
      if (mode === ChromaMode.horizontal && at.mbX === 0) continue;
      const cost = this.#tryChromaMode(at, mode);
      if (cost >= bestCost) continue;
      best = mode;
      bestCost = cost;
      if (cost === 0) break;
    }
    this.#tryChromaMode(at, best);
    return best;
  }

  #tryChromaMode(at: MacroblockPosition, mode: number): number {
    let cost = 0;
    for (const component of this.#chroma) {
      cost += component.tryMode({ ...at, mode, mbWidth: this.#shown.mbWidth });
    }
    return cost;
  }

  /** The quantiser in force where no level is coded, the coarse one where it is exact. */
  #chooseQuantiser(hasChroma: boolean): Quantiser {
    const isLumaZero = this.#bestResidual.every((value) => value === 0);
    let quantiser = isExact(this.#bestResidual, COARSE) ? COARSE : FINE;
    if (isLumaZero) quantiser = this.#qp === COARSE.qp ? COARSE : FINE;
    if (hasChroma) quantiser = FINE;
    quantiseLuma(this.#bestResidual, this.#levels, quantiser);
    return quantiser;
  }

  #showLuma({ mbX, mbY }: MacroblockPosition, quantiser: Quantiser): void {
    const { luma } = this.#shown;
    const stride = this.#shown.mbWidth * 4;
    const at = mbY * 4 * stride + mbX * 4;
    reconstructLuma(this.#levels, this.#residual, quantiser);
    for (let i = 0; i < 16; i++) {
      const value = this.#bestPrediction[i]! + this.#residual[i]!;
      luma[at + (i >> 2) * stride + (i & 3)] = Math.max(0, Math.min(255, value));
    }
  }
}

/** One chroma component of the macroblock at hand. */
class ChromaScratch {
  readonly levels = new Int32Array(4);
  readonly #target: Uint8Array;
  readonly #shown: Uint8Array;
  readonly #prediction = new Int32Array(4);
  readonly #residual = new Int32Array(4);

  constructor(target: Uint8Array, shown: Uint8Array) {
    this.#target = target;
    this.#shown = shown;
  }

  get hasResidual(): boolean {
    const [a, b, c, d] = this.levels;
    return (a! | b! | c! | d!) !== 0;
  }

  /** @returns The sum of magnitudes of the levels that the mode needs, left in `levels` */
  tryMode(at: MacroblockPosition & { mode: number; mbWidth: number }): number {
    const stride = at.mbWidth * 2;
    const origin = at.mbY * 2 * stride + at.mbX * 2;
    predictChroma(this.#prediction, this.#shown, at);
    for (let i = 0; i < 4; i++) {
      this.levels[i] = this.#target[origin + (i >> 1) * stride + (i & 1)]! - this.#prediction[i]!;
    }
    // A level at the fine quantiser is the transformed residual itself.
    transformChroma(this.levels);
    return this.levels.reduce((sum, level) => sum + Math.abs(level), 0);
  }

  show({ mbX, mbY }: MacroblockPosition, mbWidth: number): void {
    const stride = mbWidth * 2;
    const origin = mbY * 2 * stride + mbX * 2;
    reconstructChroma(this.levels, this.#residual);
    for (let i = 0; i < 4; i++) {
      const value = this.#prediction[i]! + this.#residual[i]!;
      this.#shown[origin + (i >> 1) * stride + (i & 1)] = Math.max(0, Math.min(255, value));
    }
  }
}
