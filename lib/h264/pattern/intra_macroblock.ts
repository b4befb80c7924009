import type { BitWriter } from "./bit_writer.ts";
import type { CellPicture } from "./cell_picture.ts";
import { COARSE, FINE } from "./cell_transform.ts";
import { ChromaMacroblock } from "./chroma_macroblock.ts";
import { writeCoefficients } from "./coefficients.ts";
import { ChromaMode, LumaMode } from "./intra_prediction.ts";
import { LumaMacroblock } from "./luma_macroblock.ts";
import { LumaCodeCache } from "./luma_code_cache.ts";
import { INITIAL_QP } from "./parameter_sets.ts";

/**
 * Codes macroblocks of flat cells as Intra_16x16 with DC levels only, and keeps the picture that a
 * decoder then shows, so that a rounding never adds up.
 */
export class IntraMacroblockWriter {
  readonly #writer: BitWriter;
  readonly #target: CellPicture;
  readonly #shown: CellPicture;
  readonly #mbWidth: number;
  readonly #luma: LumaMacroblock;
  readonly #cb: ChromaMacroblock;
  readonly #cr: ChromaMacroblock;
  readonly #codes = new LumaCodeCache();
  #firstType = 0;
  #qp = INITIAL_QP;

  /**
   * @param pictures What is wanted, only read, and what a decoder shows, written; both of one size
   */
  constructor(writer: BitWriter, pictures: { target: CellPicture; shown: CellPicture }) {
    const { target, shown } = pictures;
    this.#writer = writer;
    this.#target = target;
    this.#shown = shown;
    this.#mbWidth = target.mbWidth;
    this.#luma = new LumaMacroblock(pictures);
    const { mbWidth } = target;
    this.#cb = new ChromaMacroblock({ target: target.cb, shown: shown.cb, mbWidth });
    this.#cr = new ChromaMacroblock({ target: target.cr, shown: shown.cr, mbWidth });
  }

  /**
   * A new slice starts over with the initial quantiser.
   *
   * @param slice Whether it is an I slice; else a P slice, which has other numbers for types
   */
  startSlice(slice: { key: boolean }): void {
    this.#qp = INITIAL_QP;
    this.#firstType = slice.key ? 1 : 6;
  }

  /**
   * Writes `macroblock_layer()`. Spec: ITU-T H.264 (08/2021) 7.3.5, tables 7-11 and 7-13.
   *
   * @param mb Number of the macroblock, row by row
   */
  write(mb: number): void {
    const hasAbove = mb >= this.#mbWidth, hasLeft = mb % this.#mbWidth !== 0;
    const isAsAround = hasAbove && hasLeft && this.#shown.isChromaAsAround(this.#target, mb);
    const chromaMode = isAsAround ? ChromaMode.dc : this.#chooseChromaMode(mb);
    const hasChroma = !isAsAround && (hasLevels(this.#cb.levels) || hasLevels(this.#cr.levels));
    if (!hasChroma) {
      if (hasAbove && this.#shown.isLumaFromAbove(this.#target, mb)) {
        return this.#writePredicted(mb, { lumaMode: LumaMode.vertical, chromaMode });
      }
      if (hasLeft && this.#shown.isLumaFromLeft(this.#target, mb)) {
        return this.#writePredicted(mb, { lumaMode: LumaMode.horizontal, chromaMode });
      }
    }
    if (!hasChroma && hasAbove && hasLeft) {
      const look = this.#shown.darkOrBright(this.#target, mb);
      if (look >= 0) return this.#writeText(mb, { chromaMode, look });
    }
    this.#writeCoded(mb, { chromaMode, hasChroma });
  }

  /** A macroblock without a level: most of a key picture. */
  #writePredicted(mb: number, modes: { lumaMode: number; chromaMode: number }): void {
    this.#writer.ue(this.#firstType + modes.lumaMode);
    this.#writer.ue(modes.chromaMode);
    this.#writer.u(0b11, 2); // mb_qp_delta of 0, coeff_token of no level
    this.#shown.copyMacroblock(this.#target, mb);
  }

  /** A macroblock of dark and bright cells among such: exact at the coarse quantiser. */
  #writeText(mb: number, { chromaMode, look }: { chromaMode: number; look: number }): void {
    const code = this.#codes.get(look, (writer) => {
      const mode = this.#luma.chooseMode(mb);
      this.#luma.quantise({ coarse: true });
      writeCoefficients(writer, this.#luma.levels);
      return mode;
    });
    this.#writer.ue(this.#firstType + code.mode);
    this.#writer.ue(chromaMode);
    this.#writeQp(COARSE.qp);
    this.#writer.append(code.bytes, code.bits);
    this.#shown.copyMacroblock(this.#target, mb);
  }

  #writeCoded(mb: number, chroma: { chromaMode: number; hasChroma: boolean }): void {
    const { chromaMode, hasChroma } = chroma;
    const mode = this.#luma.chooseMode(mb);
    const quantiser = this.#luma.quantise({ coarse: !hasChroma });
    this.#writer.ue(this.#firstType + mode + (hasChroma ? 4 : 0));
    this.#writer.ue(chromaMode);
    this.#writeQp(quantiser.qp);
    writeCoefficients(this.#writer, this.#luma.levels);
    if (!hasChroma) this.#shown.copyMacroblock(this.#target, mb);
    if (quantiser === FINE) this.#luma.show(mb, { mode, quantiser });
    if (!hasChroma) return;
    writeCoefficients(this.#writer, this.#cb.levels);
    writeCoefficients(this.#writer, this.#cr.levels);
    this.#cb.show(mb);
    this.#cr.show(mb);
  }

  /** `mb_qp_delta` counts round the 52 quantisers. Spec: equation 7-37. */
  #writeQp(qp: number): void {
    let delta = qp - this.#qp;
    if (delta > 25) delta -= 52;
    if (delta < -26) delta += 52;
    this.#writer.se(delta);
    this.#qp = qp;
  }

  /** Leaves the levels that the mode needs in both components. */
  #chooseChromaMode(mb: number): number {
    let best: number = ChromaMode.dc;
    let bestCost = this.#tryChromaMode(mb, best);
    if (bestCost === 0) return best;
    for (let mode: number = ChromaMode.horizontal; mode <= ChromaMode.vertical; mode++) {
      if (mode === ChromaMode.vertical && mb < this.#mbWidth) continue;
      if (mode === ChromaMode.horizontal && mb % this.#mbWidth === 0) continue;
      const cost = this.#tryChromaMode(mb, mode);
      if (cost >= bestCost) continue;
      best = mode;
      bestCost = cost;
    }
    this.#tryChromaMode(mb, best);
    return best;
  }

  #tryChromaMode(mb: number, mode: number): number {
    return this.#cb.tryMode({ mb, mode }) + this.#cr.tryMode({ mb, mode });
  }
}

function hasLevels(levels: Int32Array): boolean {
  return (levels[0]! | levels[1]! | levels[2]! | levels[3]!) !== 0;
}
