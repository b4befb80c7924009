/** A colour in Y'CbCr, limited range. */
interface Colour {
  readonly y: number;
  readonly cb: number;
  readonly cr: number;
}

/** 75 % colour bars in BT.709, brightest first: grey, yellow, cyan, green, magenta, red, blue, black. */
const COLOURS: readonly Colour[] = [
  { y: 180, cb: 128, cr: 128 },
  { y: 168, cb: 44, cr: 136 },
  { y: 145, cb: 147, cr: 44 },
  { y: 133, cb: 63, cr: 52 },
  { y: 63, cb: 193, cr: 204 },
  { y: 51, cb: 109, cr: 212 },
  { y: 28, cb: 212, cr: 120 },
  { y: 16, cb: 128, cr: 128 },
];

/** The whole pattern takes this long to pass a place as wide as the picture. */
const CROSSING_SECONDS = 10;

/** Key pictures are made of cells: 8 samples is the width of a chroma cell. */
const GRID = 8;

/**
 * Colour bars that repeat endlessly and travel to the right: where they are in each picture.
 *
 * In key pictures every edge is on the grid of cells; in between the bars go by even steps, so that
 * chroma vectors, too, are whole samples and a moved bar stays exact.
 */
export class Bars {
  /** After this many samples the colours repeat: a multiple of 8. */
  readonly period: number;
  /**
   * Whether what enters on the left is visible further right in the picture before, so that vectors
   * alone can move the bars.
   */
  readonly canMoveByVector: boolean;
  readonly #colours: readonly Colour[];
  readonly #barWidth: number;
  readonly #travelPerGop: number;
  readonly #intra: number;

  /**
   * @param stream Width in samples with cropped ones, pictures per second, pictures from one
   * key picture to the next
   */
  constructor(stream: { codedWidth: number; framerate: number; intra: number }) {
    const room = stream.codedWidth - 16;
    const count = Math.max(1, Math.min(COLOURS.length, Math.floor(room / GRID)));
    this.canMoveByVector = room >= 2 * GRID;
    this.#colours = this.canMoveByVector
      ? Array.from({ length: count }, (_, i) => COLOURS[Math.floor(i * COLOURS.length / count)]!)
      : COLOURS;
    this.#barWidth = Math.max(GRID, Math.floor(room / count / GRID) * GRID);
    this.period = this.#barWidth * this.#colours.length;
    this.#intra = stream.intra;
    const travel = stream.codedWidth / CROSSING_SECONDS * stream.intra / stream.framerate;
    this.#travelPerGop = Math.max(GRID, Math.round(travel / GRID) * GRID);
  }

  /**
   * How far the bars have travelled in a group of pictures, in samples: even, and a multiple of 8 at
   * its ends.
   *
   * @param pictureInGop 0 to `intra`, which is the next key picture
   */
  travel(pictureInGop: number): number {
    return 2 * Math.round(this.#travelPerGop * pictureInGop / this.#intra / 2);
  }

  /**
   * The colour at a place.
   *
   * @param x Samples from the left border
   * @param travelled Samples that the bars have gone to the right
   */
  colourAt(x: number, travelled: number): Colour {
    const place = (x - travelled % this.period + this.period) % this.period;
    return this.#colours[Math.floor(place / this.#barWidth)]!;
  }
}
