import { BRIGHT, type CellPicture, DARK } from "./cell_picture.ts";

/** What the stamp in a picture says. */
export interface PatternStamp {
  /** Number of the picture modulo 2^32, from 0. */
  readonly frameNumber: number;
  /** Unix time that the picture's clock shows, in milliseconds, modulo 2^44. */
  readonly unixMs: number;
}

/** Where the stamp's squares are, in samples. */
export interface StampGeometry {
  /** Left border of the first square. */
  readonly x: number;
  /** Upper border of the first row. */
  readonly y: number;
  /** Side of a square: 16, 8 or 4. */
  readonly size: number;
}

/** Squares in a row. */
export const STAMP_COLUMNS = 32;
/** Rows of squares. */
export const STAMP_ROWS = 3;
/** Bytes that the squares say. */
const STAMP_BYTES = STAMP_COLUMNS * STAMP_ROWS / 8;
/** A stamp begins its second row with these four bits. */
const SYNC = 0b1010;
/** The halfway point between dark and bright. */
const THRESHOLD = (DARK + BRIGHT) / 2;

/**
 * Where the stamp is in a picture of a size.
 *
 * @returns `undefined` if there is no room: below 128 x 64
 */
export function stampGeometry(width: number, height: number): StampGeometry | undefined {
  const size = [16, 8, 4].find((side) => width >= STAMP_COLUMNS * side);
  if (size === undefined || height < 64) return undefined;
  return {
    x: Math.floor((width / size - STAMP_COLUMNS) / 2) * size,
    y: (Math.floor(height / size) - STAMP_ROWS) * size,
    size,
  };
}

/** Paints the stamp, `size / 4` cells a square. */
export function drawStamp(
  picture: CellPicture,
  geometry: StampGeometry,
  stamp: PatternStamp,
): void {
  const bytes = encodeStamp(stamp);
  const side = geometry.size / 4;
  for (let i = 0; i < STAMP_COLUMNS * STAMP_ROWS; i++) {
    const isBright = (bytes[i >> 3]! >> (7 - (i & 7))) & 1;
    const column = i % STAMP_COLUMNS, row = Math.floor(i / STAMP_COLUMNS);
    picture.fillLuma({
      x: geometry.x / 4 + column * side,
      y: geometry.y / 4 + row * side,
      width: side,
      height: side,
    }, isBright ? BRIGHT : DARK);
  }
}

/**
 * Reads the stamp out of a decoded picture: three rows of 32 squares at the bottom edge, in the
 * middle. Squares are 16 x 16 samples in pictures at least 512 wide, 8 x 8 from 256, 4 x 4 from 128; a
 * picture narrower than 128 or lower than 64 has none. Row 1 is the frame number, rows 2 and 3 are the bits
 * 1010, the time in 44 bits and a CRC-16 of all before it, highest bit first.
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
 * import { readPatternStamp } from "./mod.ts";
 * const black = new Uint8Array(640 * 480).fill(16);
 * assertEquals(readPatternStamp(black, { width: 640, height: 480, stride: 640 }), undefined);
 * ```
 */
export function readPatternStamp(
  luma: Uint8Array,
  shape: { width: number; height: number; stride: number },
): PatternStamp | undefined {
  const geometry = stampGeometry(shape.width, shape.height);
  if (geometry === undefined) return undefined;
  const bytes = new Uint8Array(STAMP_BYTES);
  for (let i = 0; i < STAMP_COLUMNS * STAMP_ROWS; i++) {
    const x = geometry.x + (i % STAMP_COLUMNS) * geometry.size;
    const y = geometry.y + Math.floor(i / STAMP_COLUMNS) * geometry.size;
    const mean = squareMean(luma, { x, y, size: geometry.size, stride: shape.stride });
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

function encodeStamp(stamp: PatternStamp): Uint8Array {
  const bytes = new Uint8Array(STAMP_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, stamp.frameNumber % 2 ** 32);
  const unixMs = Math.floor(stamp.unixMs) % 2 ** 44;
  view.setUint16(4, SYNC << 12 | Math.floor(unixMs / 2 ** 32));
  view.setUint32(6, unixMs % 2 ** 32);
  view.setUint16(10, crc16(bytes.subarray(0, 10)));
  return bytes;
}

function decodeStamp(bytes: Uint8Array): PatternStamp | undefined {
  const view = new DataView(bytes.buffer);
  const high = view.getUint16(4);
  if (high >> 12 !== SYNC || view.getUint16(10) !== crc16(bytes.subarray(0, 10))) return undefined;
  return {
    frameNumber: view.getUint32(0),
    unixMs: (high & 0xfff) * 2 ** 32 + view.getUint32(6),
  };
}

/** CRC-16 with polynomial 0x1021, started at 0xffff. */
function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}
