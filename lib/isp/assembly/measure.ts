/** Edges of the four places of a cell, at blocks on a grid: what white balance goes by. */
import { height, input, sums, width } from "./layout";
import { zipHigh, zipLow } from "./lanes";
import { levelled } from "./mosaic_row";

/** Samples of a block in a row. */
const blockSamples = 8;

/** What one row of a block comes to. */
let own: v128 = i16x8.splat(0);
let brightest: v128 = i16x8.splat(0);
let squaresLow: v128 = i32x4.splat(0);
let squaresHigh: v128 = i32x4.splat(0);

// @ts-ignore: decorator
@inline
function look(at: usize, row: usize): void {
  own = levelled(v128.load(at));
  const left = levelled(v128.load(at - 4)), right = levelled(v128.load(at, 4));
  const above = levelled(v128.load(at - 2 * row)), below = levelled(v128.load(at + 2 * row));
  brightest = i16x8.max_u(i16x8.max_u(i16x8.max_u(left, right), i16x8.max_u(above, below)), own);
  const across = i16x8.sub(right, left), down = i16x8.sub(below, above);
  const low = zipLow(across, down), high = zipHigh(across, down);
  squaresLow = i32x4.shr_u(i32x4.dot_i16x8_s(low, low), 2);
  squaresHigh = i32x4.shr_u(i32x4.dot_i16x8_s(high, high), 2);
}

/**
 * Adds up the sixth powers of the edges, and leaves the sums of the four places in `sums`.
 * Returns how many cells had an edge and were neither blown out nor in the dark.
 */
export function measure(step: i32, clippedFrom: i32, darkBelow: i32, edgeFrom: i32): i32 {
  const row = usize(width * 2);
  const clipped = i16x8.splat(i16(clippedFrom));
  const light = i16x8.splat(i16(darkBelow));
  const steep = i32x4.splat(edgeFrom);
  const stepX = max(step, blockSamples);
  let upper = f32x4.splat(0), lower = f32x4.splat(0);
  let counted = i32x4.splat(0);
  for (let y = 2; y + 4 <= height; y += step) {
    for (let x = 2; x + 10 <= width; x += stepX) {
      const at = input + usize(y * width + x) * 2;
      look(at, row);
      const ownUpper = own, brightestUpper = brightest, upperLow = squaresLow, upperHigh = squaresHigh;
      look(at + row, row);
      const bright = i16x8.lt_u(ofCell16(i16x8.max_u(brightest, brightestUpper)), clipped);
      const seen = v128.and(bright, i16x8.ge_u(ofCell16(i16x8.max_u(own, ownUpper)), light));
      const low = v128.and(zipLow(seen, seen), i32x4.ge_s(ofCell32(i32x4.max_s(squaresLow, upperLow)), steep));
      const high = v128.and(zipHigh(seen, seen), i32x4.ge_s(ofCell32(i32x4.max_s(squaresHigh, upperHigh)), steep));
      upper = f32x4.add(f32x4.add(upper, sixth(upperLow, low)), sixth(upperHigh, high));
      lower = f32x4.add(f32x4.add(lower, sixth(squaresLow, low)), sixth(squaresHigh, high));
      counted = i32x4.sub(i32x4.sub(counted, low), high);
    }
  }
  const first = i32x4.shuffle(upper, lower, 0, 1, 4, 5), second = i32x4.shuffle(upper, lower, 2, 3, 6, 7);
  v128.store(sums, f32x4.add(first, second));
  return i32x4.extract_lane(counted, 0) + i32x4.extract_lane(counted, 2);
}

/** The larger of the two columns of a cell, in both. */
// @ts-ignore: decorator
@inline
function ofCell16(values: v128): v128 {
  return i16x8.max_u(values, i16x8.shuffle(values, values, 1, 0, 3, 2, 5, 4, 7, 6));
}

// @ts-ignore: decorator
@inline
function ofCell32(values: v128): v128 {
  return i32x4.max_s(values, i32x4.shuffle(values, values, 1, 0, 3, 2));
}

/** The third powers of squares that count, 0 of others. */
// @ts-ignore: decorator
@inline
function sixth(squares: v128, counts: v128): v128 {
  const square = f32x4.convert_i32x4_s(squares);
  return v128.and(f32x4.mul(f32x4.mul(square, square), square), counts);
}
