/** A row of colours to pixels: sharpened, packed. */
import { half, output, partBytes, Plane, planeRow, scratch, toOdd, vectorBytes, width } from "./layout";
import { clamped, leftOf } from "./lanes";

/** How pixels are packed. */
export const enum Format {
  Rgb8,
  Rgb16,
  Rgba8,
}

let amount: i16 = 0;
let coring: i16 = 0;

export function setSharpen(newAmount: i32, newCoring: i32): void {
  amount = i16(newAmount);
  coring = i16(newCoring);
}

/** Bytes of a pixel. */
export function pixelBytes(format: Format): i32 {
  return format == Format.Rgb8 ? 3 : format == Format.Rgba8 ? 4 : 6;
}

/** Packs row `y` as row `line` of the output. */
export function outputRow(y: i32, line: i32, format: Format): void {
  const to = output + usize(line * width * pixelBytes(format));
  if (format == Format.Rgb8) packRow(y, to, Format.Rgb8);
  else if (format == Format.Rgba8) packRow(y, to, Format.Rgba8);
  else packRow(y, to, Format.Rgb16);
}

// @ts-ignore: decorator
@inline
function packRow(y: i32, start: usize, format: Format): void {
  const odd = toOdd;
  const luma = planeRow(Plane.CalmLuma, y);
  const above = planeRow(Plane.CalmLuma, y - 1);
  const below = planeRow(Plane.CalmLuma, y + 1);
  const red = planeRow(Plane.CalmRed, y);
  const green = planeRow(Plane.CalmGreen, y);
  const blue = planeRow(Plane.CalmBlue, y);
  const limit = i16x8.splat(coring);
  const strength = i16x8.splat(amount);
  // In memory, not written into the code, of which each use would build it anew.
  v128.store(scratch, i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  const packed = v128.load(scratch);
  let before = v128.load(luma + odd - vectorBytes);
  let to = start;
  for (let x: usize = 0, end = partBytes; x < end; x += vectorBytes) {
    const even = v128.load(luma + x);
    const odds = v128.load(luma + x + odd);
    const upDownEven = i16x8.add(v128.load(above + x), v128.load(below + x));
    const upDownOdd = i16x8.add(v128.load(above + x + odd), v128.load(below + x + odd));
    const roundEven = i16x8.add(upDownEven, i16x8.add(leftOf(before, odds), odds));
    const roundOdd = i16x8.add(upDownOdd, i16x8.add(even, v128.load(luma + x, 2)));
    const addEven = added(even, roundEven, limit, strength);
    const addOdd = added(odds, roundOdd, limit, strength);
    before = odds;
    const redEven = clamped(i16x8.add(v128.load(red + x), addEven));
    const redOdd = clamped(i16x8.add(v128.load(red + x + odd), addOdd));
    const greenEven = clamped(i16x8.add(v128.load(green + x), addEven));
    const greenOdd = clamped(i16x8.add(v128.load(green + x + odd), addOdd));
    const blueEven = clamped(i16x8.add(v128.load(blue + x), addEven));
    const blueOdd = clamped(i16x8.add(v128.load(blue + x + odd), addOdd));
    if (format == Format.Rgb8) {
      store48(to, bytes(redEven, redOdd), bytes(greenEven, greenOdd), bytes(blueEven, blueOdd), packed);
      to += 48;
    } else if (format == Format.Rgba8) {
      store64(to, bytes(redEven, redOdd), bytes(greenEven, greenOdd), bytes(blueEven, blueOdd));
      to += 64;
    } else {
      const r0 = wide(redEven), r1 = wide(redOdd);
      const g0 = wide(greenEven), g1 = wide(greenOdd);
      const b0 = wide(blueEven), b1 = wide(blueOdd);
      store96(to, zipLow(r0, r1), zipLow(g0, g1), zipLow(b0, b1));
      store96(to + 48, zipHigh(r0, r1), zipHigh(g0, g1), zipHigh(b0, b1));
      to += 96;
    }
  }
}

// @ts-ignore: decorator
@inline
function added(luma: v128, around: v128, limit: v128, strength: v128): v128 {
  const difference = i16x8.sub(i16x8.shl(luma, 2), around);
  const sign = i16x8.shr_s(difference, 15);
  const beyond = i16x8.sub_sat_u(i16x8.abs(difference), limit);
  return i16x8.q15mulr_sat_s(i16x8.sub(v128.xor(beyond, sign), sign), strength);
}

/** Sixteen pixels of a colour in 8 bits. */
// @ts-ignore: decorator
@inline
function bytes(even: v128, odd: v128): v128 {
  return v128.or(rounded(even), i16x8.shl(rounded(odd), 8));
}

// @ts-ignore: decorator
@inline
function rounded(values: v128): v128 {
  return i16x8.q15mulr_sat_s(i16x8.shl(values, 3), i16x8.splat(255));
}

/** 16 bits: 4095 becomes 65535. */
// @ts-ignore: decorator
@inline
function wide(values: v128): v128 {
  return v128.or(i16x8.shl(values, 4), i16x8.shr_u(values, 8));
}

// @ts-ignore: decorator
@inline
function zipLow(even: v128, odd: v128): v128 {
  return i16x8.shuffle(even, odd, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: decorator
@inline
function zipHigh(even: v128, odd: v128): v128 {
  return i16x8.shuffle(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Three bytes a pixel: four pixels of four bytes packed at a time, each vector over the end of the one before. */
// @ts-ignore: decorator
@inline
function store48(to: usize, r: v128, g: v128, b: v128, packed: v128): void {
  const rgLow = i8x16.shuffle(r, g, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const rgHigh = i8x16.shuffle(r, g, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const bbLow = i8x16.shuffle(b, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const bbHigh = i8x16.shuffle(b, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(to, i8x16.swizzle(zipLow(rgLow, bbLow), packed));
  v128.store(to, i8x16.swizzle(zipHigh(rgLow, bbLow), packed), 12);
  v128.store(to, i8x16.swizzle(zipLow(rgHigh, bbHigh), packed), 24);
  v128.store(to, i8x16.swizzle(zipHigh(rgHigh, bbHigh), packed), 36);
}

// @ts-ignore: decorator
@inline
function store64(to: usize, r: v128, g: v128, b: v128): void {
  const opaque = i8x16.splat(-1);
  const rgLow = i8x16.shuffle(r, g, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const rgHigh = i8x16.shuffle(r, g, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const baLow = i8x16.shuffle(b, opaque, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const baHigh = i8x16.shuffle(b, opaque, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(to, zipLow(rgLow, baLow));
  v128.store(to, zipHigh(rgLow, baLow), 16);
  v128.store(to, zipLow(rgHigh, baHigh), 32);
  v128.store(to, zipHigh(rgHigh, baHigh), 48);
}

// @ts-ignore: decorator
@inline
function store96(to: usize, r: v128, g: v128, b: v128): void {
  const rg0 = i16x8.shuffle(r, g, 0, 8, 0, 1, 9, 0, 2, 10);
  const rg1 = i16x8.shuffle(r, g, 0, 3, 11, 0, 4, 12, 0, 5);
  const rg2 = i16x8.shuffle(r, g, 13, 0, 6, 14, 0, 7, 15, 0);
  v128.store(to, i16x8.shuffle(rg0, b, 0, 1, 8, 3, 4, 9, 6, 7));
  v128.store(to, i16x8.shuffle(rg1, b, 10, 1, 2, 11, 4, 5, 12, 7), 16);
  v128.store(to, i16x8.shuffle(rg2, b, 0, 13, 2, 3, 14, 5, 6, 15), 32);
}
