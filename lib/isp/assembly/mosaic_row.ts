/** RAW samples to a row of the mosaic: black level, white balance, even and odd columns apart. */
import { half, input, mosaicRow, partBytes, toOdd, vectorBytes, width } from "./layout";
import { scaled } from "./lanes";

let largest: i16 = 4095;
let shift: i32 = 0;
let black: i16 = 0;
let blackFactor: i16 = 4096;
let factor0: i16 = 4096;
let factor1: i16 = 4096;
let factor2: i16 = 4096;
let factor3: i16 = 4096;

export function setBlack(newLargest: i32, newShift: i32, newBlack: i32, factor: i32): void {
  largest = i16(newLargest);
  shift = newShift;
  black = i16(newBlack);
  blackFactor = i16(factor);
}

export function setFactors(first: i32, second: i32, third: i32, fourth: i32): void {
  factor0 = i16(first);
  factor1 = i16(second);
  factor2 = i16(third);
  factor3 = i16(fourth);
}

export function makeMosaicRow(y: i32): void {
  const row = mosaicRow(y);
  const odd = toOdd;
  const below = bool(y & 1);
  const evenFactor = i16x8.splat(below ? factor2 : factor0);
  const oddFactor = i16x8.splat(below ? factor3 : factor1);
  const low = i32x4.splat(0xffff);
  let from = input + usize(y * width * 2);
  for (let to = row, end = row + partBytes; to < end; to += vectorBytes) {
    const first = v128.load(from);
    const second = v128.load(from, 16);
    from += 32;
    const evens = i16x8.narrow_i32x4_u(v128.and(first, low), v128.and(second, low));
    const odds = i16x8.narrow_i32x4_u(i32x4.shr_u(first, 16), i32x4.shr_u(second, 16));
    v128.store(to, scaled(levelled(evens), evenFactor));
    v128.store(to + odd, scaled(levelled(odds), oddFactor));
  }
  mirrorEnds(row, row + odd);
}

/** Samples without the black level, 0 to 4095. */
// @ts-ignore: decorator
@inline
export function levelled(samples: v128): v128 {
  const held = i16x8.shl(i16x8.min_u(samples, i16x8.splat(largest)), shift);
  return scaled(i16x8.sub_sat_u(held, i16x8.splat(black)), i16x8.splat(blackFactor));
}

/** Columns outside, mirrored about the outermost: each keeps its colour. */
function mirrorEnds(even: usize, odd: usize): void {
  const last = usize(half - 1) * 2;
  store<u16>(even - 2, load<u16>(even + 2));
  store<u16>(odd - 2, load<u16>(odd));
  store<u16>(even + last + 2, load<u16>(even + last));
  store<u16>(odd + last + 2, load<u16>(odd + last - 2));
}
