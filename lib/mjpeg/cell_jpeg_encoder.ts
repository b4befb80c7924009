import { CellBlockCoder } from "./cell_block.ts";
import { FullRange, type FullRangeColour } from "./full_range.ts";
import { usualTables } from "./huffman.ts";
import { endBytes, imageHeader } from "./image_header.ts";
import { quantiserSteps } from "./quantiser.ts";
import { ScanWriter } from "./scan_writer.ts";

/**
 * A picture of flat cells, 4 x 4 samples each: in a macroblock of 16 x 16 four by four of luma, and two by two of
 * each chroma component (4:2:0). Rows lie one after another without padding. BT.709, limited range.
 */
export interface Cells {
  /** Macroblocks in a row. */
  readonly mbWidth: number;
  /** Rows of macroblocks. */
  readonly mbHeight: number;
  /** Luma cells, `4 * mbWidth` in a row. */
  readonly luma: Uint8Array;
  /** Cb cells, `2 * mbWidth` in a row. */
  readonly cb: Uint8Array;
  /** Cr cells, `2 * mbWidth` in a row. */
  readonly cr: Uint8Array;
}

/**
 * A baseline JPEG encoder of pictures that are made of cells, as the pattern camera's are: few blocks
 * differ from one another, and each is transformed and coded once.
 *
 * Spec: ITU-T T.81 (09/1992); colours as in JFIF, ITU-T T.871.
 *
 * ```ts
 * import { CellJpegEncoder } from "./mod.ts";
 *
 * const encoder = new CellJpegEncoder({ width: 32, height: 16, quality: 80 });
 * const grey = (cells: number) => new Uint8Array(cells).fill(128);
 * const image = encoder.encode({
 *   ...{ mbWidth: 2, mbHeight: 1, luma: grey(32), cb: grey(8), cr: grey(8) },
 * });
 * if (image[0] !== 0xff || image[1] !== 0xd8) throw new Error("no image");
 * ```
 */
export class CellJpegEncoder {
  readonly #header: Uint8Array;
  readonly #luma: CellBlockCoder;
  readonly #chroma: CellBlockCoder;
  readonly #colours = new FullRange();
  readonly #scan = new ScanWriter();
  /** The DC coefficients of the blocks before. */
  #lastY = 0;
  #lastCb = 0;
  #lastCr = 0;

  /**
   * Makes the tables.
   *
   * @param options Visible size in pixels, and quality as libjpeg counts it, a whole number from 1 to 100
   * @throws {RangeError} If the quality is another
   */
  constructor(options: { width: number; height: number; quality: number }) {
    const { quality } = options;
    if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
      throw new RangeError(`quality must be an integer from 1 to 100, is ${quality}`);
    }
    const steps = quantiserSteps(quality);
    const { lumaDc, lumaAc, chromaDc, chromaAc } = usualTables;
    this.#header = imageHeader(options, steps);
    this.#luma = new CellBlockCoder({ steps: steps.luma, dc: lumaDc, ac: lumaAc });
    this.#chroma = new CellBlockCoder({ steps: steps.chroma, dc: chromaDc, ac: chromaAc });
  }

  /**
   * Encodes a picture.
   *
   * @param cells At least as large as the size; only read
   * @returns the image, the caller's own
   */
  encode(cells: Cells): Uint8Array<ArrayBuffer> {
    this.#scan.begin(this.#header);
    this.#lastY = this.#lastCb = this.#lastCr = 0;
    for (let mbY = 0; mbY < cells.mbHeight; mbY++) {
      for (let mbX = 0; mbX < cells.mbWidth; mbX++) this.#writeMacroblock(cells, { mbX, mbY });
    }
    return this.#scan.finish(endBytes);
  }

  /** Four blocks of luma, each of which has one cell of chroma, and one block of each chroma component. */
  #writeMacroblock(cells: Cells, { mbX, mbY }: { mbX: number; mbY: number }): void {
    let cb = 0, cr = 0;
    for (let quarter = 0; quarter < 4; quarter++) {
      const x = mbX * 2 + (quarter & 1), y = mbY * 2 + (quarter >> 1);
      const at = y * cells.mbWidth * 2 + x;
      const colour = this.#colours.of(cells.cb[at]!, cells.cr[at]!);
      this.#lastY = this.#luma.write(this.#scan, lumaCells(cells, { x, y, colour }), this.#lastY);
      cb = cb << 8 | colour.cb;
      cr = cr << 8 | colour.cr;
    }
    this.#lastCb = this.#chroma.write(this.#scan, cb, this.#lastCb);
    this.#lastCr = this.#chroma.write(this.#scan, cr, this.#lastCr);
  }
}

/** The four luma cells that a chroma cell covers, in full range. */
function lumaCells(
  { luma, mbWidth }: Cells,
  { x, y, colour }: { x: number; y: number; colour: FullRangeColour },
): number {
  const stride = mbWidth * 4;
  const upper = y * 2 * stride + x * 2, lower = upper + stride;
  const full = colour.luma;
  return full[luma[upper]!]! << 24 | full[luma[upper + 1]!]! << 16 |
    full[luma[lower]!]! << 8 | full[luma[lower + 1]!]!;
}
