import {
  decodeStamp,
  encodeStamp,
  type PatternStamp,
  STAMP_BYTES,
  STAMP_COLUMNS,
  type StampGeometry,
  stampGeometry,
} from "../../frame/mod.ts";
import { grey } from "./colour.ts";
import type { MosaicPicture } from "./mosaic_picture.ts";

/** Light of the squares: developed, they are as dark and as bright as those of the other pattern cameras. */
const dark = grey(20), bright = grey(3000);

/** Between the means of a dark and of a bright square, in which red and blue are weaker. */
const threshold = 1000;

/** Paints stamps, one over another: only squares that change. */
export class RawStampPainter {
  readonly #geometry: StampGeometry;
  #painted: Uint8Array | undefined;

  constructor(geometry: StampGeometry) {
    this.#geometry = geometry;
  }

  /** Paints the stamp over the one before it. */
  paint(picture: MosaicPicture, stamp: PatternStamp): void {
    const bytes = encodeStamp(stamp);
    for (let square = 0; square < STAMP_BYTES * 8; square++) {
      const mask = 0x80 >> square % 8;
      const isBright = (bytes[square >> 3]! & mask) !== 0;
      const changed = this.#painted === undefined
        ? 0xff
        : bytes[square >> 3]! ^ this.#painted[square >> 3]!;
      if ((changed & mask) === 0) continue;
      const { size } = this.#geometry;
      const place = squarePlace(this.#geometry, square);
      picture.fill({ ...place, width: size, height: size }, isBright ? bright : dark);
    }
    this.#painted = bytes;
  }
}

/**
 * Reads the stamp out of a RAW picture of the pattern camera. It is where the stamps of its other pictures
 * are, and says the same; a developed picture is read like those.
 *
 * @param samples Canonical ones, row by row; only read.
 * @param size Width and height in pixels.
 * @returns nothing for a picture that is too small, not the chart, or damaged.
 */
export function readRawStamp(
  samples: Uint16Array,
  { width, height }: { readonly width: number; readonly height: number },
): PatternStamp | undefined {
  const geometry = stampGeometry(width, height);
  if (geometry === undefined) return undefined;
  const bytes = new Uint8Array(STAMP_BYTES);
  for (let square = 0; square < STAMP_BYTES * 8; square++) {
    const { x, y } = squarePlace(geometry, square);
    let sum = 0;
    for (let row = y; row < y + geometry.size; row++) {
      for (let at = row * width + x; at < row * width + x + geometry.size; at++) {
        sum += samples[at]!;
      }
    }
    if (sum > threshold * geometry.size ** 2) bytes[square >> 3]! |= 0x80 >> square % 8;
  }
  return decodeStamp(bytes);
}

function squarePlace({ x, y, size }: StampGeometry, square: number): { x: number; y: number } {
  return {
    x: x + square % STAMP_COLUMNS * size,
    y: y + Math.floor(square / STAMP_COLUMNS) * size,
  };
}
