import type { BayerOrder } from "../raw_format.ts";
import { cellOf, type LinearColour } from "./colour.ts";

/** A rectangle in pixels; all four are even, so that it is made of whole 2 × 2 cells. */
export interface CellArea {
  /** Left border. */
  readonly x: number;
  /** Upper border. */
  readonly y: number;
  /** Width. */
  readonly width: number;
  /** Height. */
  readonly height: number;
}

/** A picture as it is seen through a Bayer mosaic. */
export class MosaicPicture {
  /** The samples, row by row; belong to the picture. */
  readonly samples: Uint16Array<ArrayBuffer>;
  readonly #width: number;
  readonly #bayer: BayerOrder;

  /** Makes a black one. */
  constructor({ width, height, bayer }: { width: number; height: number; bayer: BayerOrder }) {
    this.#width = width;
    this.#bayer = bayer;
    this.samples = new Uint16Array(width * height);
  }

  /** Paints an area, which must be inside, in one colour. */
  fill({ x, y, width, height }: CellArea, colour: LinearColour): void {
    if (width <= 0 || height <= 0) return;
    const [upperLeft = 0, upperRight = 0, lowerLeft = 0, lowerRight = 0] = cellOf(
      this.#bayer,
      colour,
    );
    const first = y * this.#width + x;
    for (let at = first; at < first + width; at += 2) {
      this.samples[at] = upperLeft;
      this.samples[at + 1] = upperRight;
      this.samples[at + this.#width] = lowerLeft;
      this.samples[at + this.#width + 1] = lowerRight;
    }
    for (let row = 2; row < height; row++) {
      const from = first + row % 2 * this.#width;
      this.samples.copyWithin(first + row * this.#width, from, from + width);
    }
  }
}
