/** Three colours of eight pixels to luma and differences: decoding, matrix, curve. */
import { clamped, productQ15, sampleLimit, together, zipHigh, zipLow } from "./lanes";
import { curve, half, partBytes, Plane, planeRow, toOdd, vectorBytes } from "./layout";

export let matrixOn: bool = false;
/** Whether the demosaic works on a curve, which the matrix does not. */
let isCoded: bool = false;

let ofRed0: i32 = 0, ofRed1: i32 = 0, ofRed2: i32 = 0;
let ofGreen0: i32 = 0, ofGreen1: i32 = 0, ofGreen2: i32 = 0;
let ofBlue0: i32 = 0, ofBlue1: i32 = 0, ofBlue2: i32 = 0;

/** Rows of the matrix, in 1/4096. */
export function setMatrix(
  coded: bool,
  r0: i32, r1: i32, r2: i32,
  g0: i32, g1: i32, g2: i32,
  b0: i32, b1: i32, b2: i32,
): void {
  matrixOn = true;
  isCoded = coded;
  ofRed0 = r0; ofRed1 = r1; ofRed2 = r2;
  ofGreen0 = g0; ofGreen1 = g1; ofGreen2 = g2;
  ofBlue0 = b0; ofBlue1 = b1; ofBlue2 = b2;
}

/** Two weights side by side, as the dot product takes them. */
// @ts-ignore: decorator
@inline
function pair(first: i32, second: i32): v128 {
  return i32x4.splat((first & 0xffff) | (second << 16));
}

/**
 * The weights of a row, in which one of red and blue is sampled and the other is not: of the sampled one and
 * green for the sampled one, and of the other; for green; for the other.
 */
// @ts-ignore: decorator
@inline
export function ownOfPair(redRow: bool): v128 {
  return redRow ? pair(ofRed0, ofRed1) : pair(ofBlue2, ofBlue1);
}
// @ts-ignore: decorator
@inline
export function ownOfOther(redRow: bool): v128 {
  return redRow ? pair(ofRed2, 2048) : pair(ofBlue0, 2048);
}
// @ts-ignore: decorator
@inline
export function greenOfPair(redRow: bool): v128 {
  return redRow ? pair(ofGreen0, ofGreen1) : pair(ofGreen2, ofGreen1);
}
// @ts-ignore: decorator
@inline
export function greenOfOther(redRow: bool): v128 {
  return redRow ? pair(ofGreen2, 2048) : pair(ofGreen0, 2048);
}
// @ts-ignore: decorator
@inline
export function otherOfPair(redRow: bool): v128 {
  return redRow ? pair(ofBlue0, ofBlue1) : pair(ofRed2, ofRed1);
}
// @ts-ignore: decorator
@inline
export function otherOfOther(redRow: bool): v128 {
  return redRow ? pair(ofBlue2, 2048) : pair(ofRed0, 2048);
}

/** Puts luma and differences, without a matrix. */
// @ts-ignore: decorator
@inline
export function putSplit(luma: usize, ownLess: usize, otherLess: usize, own: v128, green: v128, other: v128): void {
  const sum = i16x8.add(i16x8.add(own, other), i16x8.shl(green, 1));
  v128.store(luma, i16x8.shr_u(sum, 2));
  v128.store(ownLess, i16x8.sub(own, green));
  v128.store(otherLess, i16x8.sub(other, green));
}

/** Puts luma and differences of what the matrix makes of the colours. */
// @ts-ignore: decorator
@inline
export function putMatrix(
  luma: usize, ownLess: usize, otherLess: usize,
  own: v128, green: v128, other: v128,
  ownPair: v128, ownOther: v128, greenPair: v128, greenOther: v128, otherPair: v128, otherOther: v128,
): void {
  const o = isCoded ? light(own) : own;
  const g = isCoded ? light(green) : green;
  const t = isCoded ? light(other) : other;
  const one = i16x8.splat(1);
  const pairLow = zipLow(o, g);
  const pairHigh = zipHigh(o, g);
  const otherLow = zipLow(t, one);
  const otherHigh = zipHigh(t, one);
  putSplit(
    luma, ownLess, otherLess,
    curved(weighted(pairLow, pairHigh, otherLow, otherHigh, ownPair, ownOther)),
    curved(weighted(pairLow, pairHigh, otherLow, otherHigh, greenPair, greenOther)),
    curved(weighted(pairLow, pairHigh, otherLow, otherHigh, otherPair, otherOther)),
  );
}

/** Linear light of a coded value: its square. */
// @ts-ignore: decorator
@inline
function light(value: v128): v128 {
  return productQ15(i16x8.shl(value, 3), value);
}

// @ts-ignore: decorator
@inline
function weighted(pairLow: v128, pairHigh: v128, otherLow: v128, otherHigh: v128, pair: v128, other: v128): v128 {
  const low = i32x4.add(i32x4.dot_i16x8_s(pairLow, pair), i32x4.dot_i16x8_s(otherLow, other));
  const high = i32x4.add(i32x4.dot_i16x8_s(pairHigh, pair), i32x4.dot_i16x8_s(otherHigh, other));
  const sum = i16x8.narrow_i32x4_u(i32x4.shr_s(low, 12), i32x4.shr_s(high, 12));
  return i16x8.min_u(sum, i16x8.splat(sampleLimit));
}

/** What the curve makes of eight values. */
// @ts-ignore: decorator
@inline
function curved(values: v128): v128 {
  const offsets = i16x8.shl(values, 1);
  const a = i32x4.extract_lane(offsets, 0), b = i32x4.extract_lane(offsets, 1);
  const c = i32x4.extract_lane(offsets, 2), d = i32x4.extract_lane(offsets, 3);
  return together(
    v128.load32_zero(a & 0xffff, curve),
    v128.load32_zero(u32(a) >> 16, curve),
    v128.load32_zero(b & 0xffff, curve),
    v128.load32_zero(u32(b) >> 16, curve),
    v128.load32_zero(c & 0xffff, curve),
    v128.load32_zero(u32(c) >> 16, curve),
    v128.load32_zero(d & 0xffff, curve),
    v128.load32_zero(u32(d) >> 16, curve),
  );
}

/** Puts a row of three colours, which lie as the picture does and may be outside 0 to 4095. */
export function putRow(y: i32, red: usize, green: usize, blue: usize): void {
  const luma = planeRow(Plane.Luma, y);
  const redLess = planeRow(Plane.RedLess, y);
  const blueLess = planeRow(Plane.BlueLess, y);
  const odd = toOdd;
  const low = i32x4.splat(0xffff);
  const ownPair = ownOfPair(true), ownOther = ownOfOther(true);
  const greenPair = greenOfPair(true), greenOther = greenOfOther(true);
  const otherPair = otherOfPair(true), otherOther = otherOfOther(true);
  for (let x: usize = 0, end = partBytes; x < end; x += vectorBytes) {
    for (let part: usize = 0; part <= odd; part += odd) {
      const r = every2nd(red + 2 * x, part != 0, low);
      const g = every2nd(green + 2 * x, part != 0, low);
      const b = every2nd(blue + 2 * x, part != 0, low);
      const at = x + part;
      if (matrixOn) {
        putMatrix(
          luma + at, redLess + at, blueLess + at, r, g, b,
          ownPair, ownOther, greenPair, greenOther, otherPair, otherOther,
        );
      } else putSplit(luma + at, redLess + at, blueLess + at, r, g, b);
    }
  }
  endLuma(y);
}

/** The even or the odd ones of sixteen values, between 0 and the limit. */
// @ts-ignore: decorator
@inline
function every2nd(from: usize, odd: bool, low: v128): v128 {
  const first = clamped(v128.load(from));
  const second = clamped(v128.load(from, 16));
  if (odd) return i16x8.narrow_i32x4_u(i32x4.shr_u(first, 16), i32x4.shr_u(second, 16));
  return i16x8.narrow_i32x4_u(v128.and(first, low), v128.and(second, low));
}

/** Ends a row of luma: a neighbour outside is the pixel itself. */
export function endLuma(y: i32): void {
  const luma = planeRow(Plane.Luma, y);
  store<u16>(luma + usize(half) * 2, load<u16>(luma + toOdd + usize(half - 1) * 2));
}
