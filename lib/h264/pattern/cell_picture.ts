/** Luma of what is dark in text and stamp: black of the limited range. */
export const DARK = 16;

/**
 * Luma of what is bright. With 208 = 16 * 13 above {@linkcode DARK}, any arrangement of dark and
 * bright cells in a macroblock is exact at quantiser 50, whose step is 13.
 */
export const BRIGHT = 224;

/**
 * A picture of flat cells, 4 x 4 samples each: in luma four by four in a macroblock, in each chroma
 * component two by two. Such a macroblock is exactly what Intra_16x16 can say without any AC
 * coefficient. Rows of cells lie one after another without padding.
 */
export class CellPicture {
  /** Macroblocks in a row. */
  readonly mbWidth: number;
  /** Rows of macroblocks. */
  readonly mbHeight: number;
  /** Luma cells, `4 * mbWidth` in a row. */
  readonly luma: Uint8Array<ArrayBuffer>;
  /** Cb cells, `2 * mbWidth` in a row. */
  readonly cb: Uint8Array<ArrayBuffer>;
  /** Cr cells, `2 * mbWidth` in a row. */
  readonly cr: Uint8Array<ArrayBuffer>;
  readonly #lumaWords: Uint32Array;
  readonly #cbWords: Uint16Array;
  readonly #crWords: Uint16Array;

  /** A black picture. */
  constructor(mbWidth: number, mbHeight: number) {
    this.mbWidth = mbWidth;
    this.mbHeight = mbHeight;
    this.luma = new Uint8Array(mbWidth * mbHeight * 16).fill(DARK);
    this.cb = new Uint8Array(mbWidth * mbHeight * 4).fill(128);
    this.cr = new Uint8Array(mbWidth * mbHeight * 4).fill(128);
    this.#lumaWords = new Uint32Array(this.luma.buffer);
    this.#cbWords = new Uint16Array(this.cb.buffer);
    this.#crWords = new Uint16Array(this.cr.buffer);
  }

  /** Paints a rectangle of luma cells. */
  fillLuma(area: { x: number; y: number; width: number; height: number }, value: number): void {
    const stride = this.mbWidth * 4;
    for (let y = area.y; y < area.y + area.height; y++) {
      this.luma.fill(value, y * stride + area.x, y * stride + area.x + area.width);
    }
  }

  /** Whether a macroblock looks the same in both pictures, which are of one size. */
  hasSameMacroblock(other: CellPicture, at: { mbX: number; mbY: number }): boolean {
    const width = this.mbWidth;
    for (let i = at.mbY * 4 * width + at.mbX, row = 0; row < 4; row++, i += width) {
      if (this.#lumaWords[i] !== other.#lumaWords[i]) return false;
    }
    for (let i = at.mbY * 2 * width + at.mbX, row = 0; row < 2; row++, i += width) {
      if (this.#cbWords[i] !== other.#cbWords[i]) return false;
      if (this.#crWords[i] !== other.#crWords[i]) return false;
    }
    return true;
  }

  /** Takes rows of macroblocks over from a picture of the same size. */
  copyRows(from: CellPicture, rows: { mbY: number; mbRows: number }): void {
    const luma = this.mbWidth * 16;
    const chroma = this.mbWidth * 4;
    const end = rows.mbY + rows.mbRows;
    this.luma.set(from.luma.subarray(rows.mbY * luma, end * luma), rows.mbY * luma);
    this.cb.set(from.cb.subarray(rows.mbY * chroma, end * chroma), rows.mbY * chroma);
    this.cr.set(from.cr.subarray(rows.mbY * chroma, end * chroma), rows.mbY * chroma);
  }
}
