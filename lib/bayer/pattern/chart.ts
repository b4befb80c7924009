import { type PatternStamp, stampGeometry } from "../../frame/mod.ts";
import { chartPatches, chartRows, even } from "./chart_patches.ts";
import { grey } from "./colour.ts";
import { type NumberPlace, numberPlace, paintNumber } from "./digits.ts";
import { type CellArea, MosaicPicture } from "./mosaic_picture.ts";
import type { RawPattern, RawPatternOptions } from "./raw_pattern.ts";
import { RawStampPainter } from "./raw_stamp.ts";

/** Seconds in which the square crosses the picture. */
const crossingSeconds = 8;
const paper = grey(490), track = grey(1100), square = grey(3500), ink = grey(3000);

/**
 * Patches of colour; below them a square that crosses the picture, the frame's number, and the stamp. Only what
 * differs from the picture before is painted.
 */
export class Chart implements RawPattern {
  readonly #picture: MosaicPicture;
  readonly #track: CellArea;
  readonly #side: number;
  readonly #pixelsPerFrame: number;
  readonly #number: NumberPlace | undefined;
  readonly #stamp: RawStampPainter | undefined;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #squareX = 0;

  constructor(options: RawPatternOptions) {
    const { width, height, framerate } = options;
    const geometry = stampGeometry(width, height);
    this.#picture = new MosaicPicture(options);
    this.#bytes = new Uint8Array(this.#picture.samples.buffer);
    this.#stamp = geometry && new RawStampPainter(geometry);
    this.#pixelsPerFrame = width / crossingSeconds / framerate;
    const { patches: y, above } = chartRows(width, height);
    const trackHeight = even(above / 6);
    this.#track = { x: 0, y, width, height: trackHeight };
    this.#side = Math.min(trackHeight, even(width / 4));
    const below = y + trackHeight;
    this.#number = numberPlace({ x: 0, y: below, width, height: above - below });
    this.#paintStill({ width, height });
  }

  paint(state: PatternStamp): Uint8Array<ArrayBuffer> {
    const { frameNumber } = state;
    const { y, width } = this.#track;
    const place = { y, width: this.#side, height: this.#side };
    this.#picture.fill({ ...place, x: this.#squareX }, track);
    const travelled = Math.round(frameNumber * this.#pixelsPerFrame);
    this.#squareX = even(travelled % (width - this.#side + 2));
    this.#picture.fill({ ...place, x: this.#squareX }, square);
    if (this.#number) {
      paintNumber(this.#picture, this.#number, { number: frameNumber, ink, paper });
    }
    this.#stamp?.paint(this.#picture, state);
    return this.#bytes;
  }

  #paintStill({ width, height }: { width: number; height: number }): void {
    this.#picture.fill({ x: 0, y: 0, width, height }, paper);
    for (const patch of chartPatches(width, height)) this.#picture.fill(patch, patch);
    this.#picture.fill(this.#track, track);
  }
}
