/** Luma of what is dark in text and stamp: black of the limited range. */
export const DARK = 16;

/**
 * Luma of what is bright. With 208 = 16 * 13 above {@linkcode DARK}, any arrangement of dark and
 * bright cells in a macroblock is exact at quantiser 50, whose step is 13, whether it is predicted
 * from such cells or from grey at a multiple of 26 above dark: a mean of eight stays a multiple of 13.
 */
export const BRIGHT = 224;

/** Rows of macroblocks. */
export interface MacroblockRows {
  /** The first, counted from the top. */
  readonly mbY: number;
  /** How many. */
  readonly mbRows: number;
}

/**
 * A picture of flat cells, 4 x 4 samples each: in luma four by four in a macroblock, in each chroma
 * component two by two. Such a macroblock is exactly what Intra_16x16 can say without any AC
 * coefficient. Rows of cells lie one after another without padding; macroblocks are numbered row by
 * row.
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
  // A macroblock's row of cells is one word of luma and half a word of each chroma component.
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
  equals(other: CellPicture, mb: number): boolean {
    const width = this.mbWidth;
    const mbY = Math.trunc(mb / width);
    for (let i = mb + mbY * 3 * width, row = 0; row < 4; row++, i += width) {
      if (this.#lumaWords[i] !== other.#lumaWords[i]) return false;
    }
    for (let i = mb + mbY * width, row = 0; row < 2; row++, i += width) {
      if (this.#cbWords[i] !== other.#cbWords[i]) return false;
      if (this.#crWords[i] !== other.#crWords[i]) return false;
    }
    return true;
  }

  /**
   * Whether the luma of a macroblock in `other` continues the cells above it in this picture.
   *
   * @param mb Not in the first row
   */
  isLumaFromAbove(other: CellPicture, mb: number): boolean {
    const width = this.mbWidth;
    let i = mb + Math.trunc(mb / width) * 3 * width;
    const above = this.#lumaWords[i - width];
    for (let row = 0; row < 4; row++, i += width) {
      if (other.#lumaWords[i] !== above) return false;
    }
    return true;
  }

  /**
   * Whether the luma of a macroblock in `other` continues the cells to its left in this picture.
   *
   * @param mb Not in the first column
   */
  isLumaFromLeft(other: CellPicture, mb: number): boolean {
    const width = this.mbWidth;
    let i = mb + Math.trunc(mb / width) * 3 * width;
    for (let row = 0; row < 4; row++, i += width) {
      if (other.#lumaWords[i] !== this.luma[i * 4 - 1]! * 0x01010101) return false;
    }
    return true;
  }

  /**
   * Whether the chroma of a macroblock in `other` is of one colour, which is also that of all
   * cells around it in this picture.
   *
   * @param mb Neither in the first row nor in the first column
   */
  isChromaAsAround(other: CellPicture, mb: number): boolean {
    const width = this.mbWidth;
    const i = mb + Math.trunc(mb / width) * width;
    const cb = this.cb[i * 2 - 1]! * 0x0101, cr = this.cr[i * 2 - 1]! * 0x0101;
    return other.#cbWords[i] === cb && other.#cbWords[i + width] === cb &&
      other.#crWords[i] === cr && other.#crWords[i + width] === cr &&
      this.#cbWords[i - width] === cb && this.#crWords[i - width] === cr &&
      this.cb[(i + width) * 2 - 1]! * 0x0101 === cb &&
      this.cr[(i + width) * 2 - 1]! * 0x0101 === cr;
  }

  /**
   * A number for what a macroblock in `other` and the cells around it in this picture look like,
   * if all of them are {@linkcode DARK} or {@linkcode BRIGHT}: a bit for each of 24.
   *
   * @param mb Neither in the first row nor in the first column
   * @returns -1 if a cell has another value
   */
  darkOrBright(other: CellPicture, mb: number): number {
    const width = this.mbWidth;
    let i = mb + Math.trunc(mb / width) * 3 * width;
    let bits = darkOrBrightBits(this.#lumaWords[i - width]!);
    for (let row = 0; row < 4; row++, i += width) {
      const left = this.luma[i * 4 - 1]!;
      if (left !== DARK && left !== BRIGHT) return -1;
      const cells = darkOrBrightBits(other.#lumaWords[i]!);
      if (cells < 0 || bits < 0) return -1;
      bits = bits << 5 | cells << 1 | (left === BRIGHT ? 1 : 0);
    }
    return bits;
  }

  /** Takes one macroblock over from a picture of the same size. */
  copyMacroblock(from: CellPicture, mb: number): void {
    const width = this.mbWidth;
    const mbY = Math.trunc(mb / width);
    for (let i = mb + mbY * 3 * width, row = 0; row < 4; row++, i += width) {
      this.#lumaWords[i] = from.#lumaWords[i]!;
    }
    for (let i = mb + mbY * width, row = 0; row < 2; row++, i += width) {
      this.#cbWords[i] = from.#cbWords[i]!;
      this.#crWords[i] = from.#crWords[i]!;
    }
  }

  /** Takes rows of macroblocks over from a picture of the same size. */
  copyRows(from: CellPicture, { mbY, mbRows }: MacroblockRows): void {
    const luma = this.mbWidth * 16;
    const chroma = this.mbWidth * 4;
    const end = mbY + mbRows;
    this.luma.set(from.luma.subarray(mbY * luma, end * luma), mbY * luma);
    this.cb.set(from.cb.subarray(mbY * chroma, end * chroma), mbY * chroma);
    this.cr.set(from.cr.subarray(mbY * chroma, end * chroma), mbY * chroma);
  }
}

/** A bit for each of four cells, lit if it is bright; -1 if one is neither dark nor bright. */
function darkOrBrightBits(word: number): number {
  const lit = (word & 0x80808080) >>> 7;
  if (word !== 0x10101010 + lit * (BRIGHT - DARK)) return -1;
  return (lit | lit >> 7 | lit >> 14 | lit >> 21) & 15;
}
