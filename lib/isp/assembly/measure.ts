/** Edges of the four places of a cell, at cells on a grid: what white balance goes by. */
import { height, input, sums, width } from "./layout";
import { levelled } from "./mosaic_row";

/** Two samples side by side of each of four rows. */
// @ts-ignore: decorator
@inline
function pairs(first: usize, second: usize, third: usize, fourth: usize): v128 {
  let four = v128.load32_zero(first);
  four = v128.load32_lane(second, four, 1);
  four = v128.load32_lane(third, four, 2);
  return levelled(v128.load32_lane(fourth, four, 3));
}

/**
 * Adds up the sixth powers of the edges, and leaves the four sums in `sums`.
 * Returns how many cells had an edge and were neither blown out nor in the dark.
 */
export function measure(step: i32, clippedFrom: i32, darkBelow: i32, edgeFrom: i32): i32 {
  const row = usize(width * 2);
  const clipped = i16x8.splat(i16(clippedFrom));
  const light = i16x8.splat(i16(darkBelow));
  const steep = i32x4.splat(edgeFrom);
  let total = f32x4.splat(0);
  let sites = 0;
  for (let y = 2; y + 4 <= height; y += step) {
    for (let x = 2; x + 4 <= width; x += step) {
      const at = input + usize(y * width + x) * 2;
      const below = at + row;
      const own = pairs(at, below, at, below);
      const before = pairs(at - 4, below - 4, at - 2 * row, below - 2 * row);
      const behind = pairs(at + 4, below + 4, at + 2 * row, below + 2 * row);
      const brightest = i16x8.max_u(own, i16x8.max_u(before, behind));
      if (v128.any_true(i16x8.ge_u(brightest, clipped))) continue;
      if (!v128.any_true(i16x8.ge_u(own, light))) continue;
      const difference = i16x8.sub(behind, before);
      const both = i16x8.shuffle(difference, difference, 0, 4, 1, 5, 2, 6, 3, 7);
      const squares = i32x4.shr_u(i32x4.dot_i16x8_s(both, both), 2);
      if (!v128.any_true(i32x4.ge_s(squares, steep))) continue;
      const square = f32x4.convert_i32x4_s(squares);
      total = f32x4.add(total, f32x4.mul(f32x4.mul(square, square), square));
      sites++;
    }
  }
  v128.store(sums, total);
  return sites;
}
