import { BRIGHT, DARK } from "./cell_picture.ts";
import {
  decodeStamp,
  type PatternStamp,
  STAMP_BYTES,
  STAMP_COLUMNS,
  stampGeometry,
} from "../../frame/mod.ts";

/** The halfway point between dark and bright. */
const THRESHOLD = (DARK + BRIGHT) / 2;

/**
 * Reads the stamp out of a decoded picture: three rows of 32 squares at the bottom edge, in the
 * middle. Squares are 16 x 16 samples in pictures from 512 x 80, else 8 x 8 from 256 x 56, else 4 x 4
 * from 128 x 44; a smaller picture has none. The first row is the frame number; the others are the
 * bits 1010, the time in 44 bits and a CRC-16 of all before it, highest bit first.
 *
 * A picture that was compressed again is read as long as each square's mean stays on its side of
 * the mid-grey 120.
 *
 * @param luma Luma samples, row by row from the top left; only read
 * @param shape Visible size in samples, and samples from one row to the next
 * @returns `undefined` for a picture that is too small, not of the pattern camera, or damaged
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const black = new Uint8Array(640 * 480).fill(16);
 * assertEquals(readPatternStamp(black, { width: 640, height: 480, stride: 640 }), undefined);
 * ```
 */
export function readPatternStamp(
  luma: Uint8Array,
  shape: { readonly width: number; readonly height: number; readonly stride: number },
): PatternStamp | undefined {
  const geometry = stampGeometry(shape.width, shape.height);
  if (geometry === undefined) return undefined;
  const { size } = geometry;
  const bytes = new Uint8Array(STAMP_BYTES);
  for (let i = 0; i < STAMP_BYTES * 8; i++) {
    const x = geometry.x + (i % STAMP_COLUMNS) * size;
    const y = geometry.y + Math.floor(i / STAMP_COLUMNS) * size;
    const mean = squareMean(luma, { x, y, size, stride: shape.stride });
    if (mean > THRESHOLD) bytes[i >> 3]! |= 0x80 >> (i & 7);
  }
  return decodeStamp(bytes);
}

/** The mean of a square without its border, where a codec blurs the edge. */
function squareMean(
  luma: Uint8Array,
  square: { x: number; y: number; size: number; stride: number },
): number {
  const border = square.size / 4;
  const inner = square.size - 2 * border;
  let sum = 0;
  for (let y = square.y + border; y < square.y + border + inner; y++) {
    const row = y * square.stride + square.x + border;
    for (let x = 0; x < inner; x++) sum += luma[row + x]!;
  }
  return sum / (inner * inner);
}
