/** A row of colours to pixels: sharpened, packed. */
import { half, output, partBytes, Plane, planeRow, scratch, toOdd, vectorBytes, width } from "./layout";
import { bytesAt, clamped, leftOf, productQ15, zipHigh, zipLow } from "./lanes";

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
    const redEven = i16x8.add(v128.load(red + x), addEven);
    const redOdd = i16x8.add(v128.load(red + x + odd), addOdd);
    const greenEven = i16x8.add(v128.load(green + x), addEven);
    const greenOdd = i16x8.add(v128.load(green + x + odd), addOdd);
    const blueEven = i16x8.add(v128.load(blue + x), addEven);
    const blueOdd = i16x8.add(v128.load(blue + x + odd), addOdd);
    if (format == Format.Rgb16) {
      const r0 = wide(redEven), r1 = wide(redOdd);
      const g0 = wide(greenEven), g1 = wide(greenOdd);
      const b0 = wide(blueEven), b1 = wide(blueOdd);
      store96(to, zipLow(r0, r1), zipLow(g0, g1), zipLow(b0, b1));
      store96(to + 48, zipHigh(r0, r1), zipHigh(g0, g1), zipHigh(b0, b1));
      to += 96;
    } else {
      const r = bytes(redEven, redOdd), g = bytes(greenEven, greenOdd), b = bytes(blueEven, blueOdd);
      const opaque = i8x16.splat(-1);
      // Red and green of the even pixels and of the odd ones, then blue and 255.
      const rgEven = mixLow(r, g), rgOdd = mixHigh(r, g);
      const baEven = mixLow(b, opaque), baOdd = mixHigh(b, opaque);
      const even0 = zipLow(rgEven, baEven), even1 = zipHigh(rgEven, baEven);
      const odd0 = zipLow(rgOdd, baOdd), odd1 = zipHigh(rgOdd, baOdd);
      const first = i32x4.shuffle(even0, odd0, 0, 4, 1, 5), second = i32x4.shuffle(even0, odd0, 2, 6, 3, 7);
      const third = i32x4.shuffle(even1, odd1, 0, 4, 1, 5), fourth = i32x4.shuffle(even1, odd1, 2, 6, 3, 7);
      if (format == Format.Rgba8) {
        v128.store(to, first);
        v128.store(to, second, 16);
        v128.store(to, third, 32);
        v128.store(to, fourth, 48);
        to += 64;
      } else {
        // Three bytes a pixel: each vector over the end of the one before.
        v128.store(to, bytesAt(first, packed));
        v128.store(to, bytesAt(second, packed), 12);
        v128.store(to, bytesAt(third, packed), 24);
        v128.store(to, bytesAt(fourth, packed), 36);
        to += 48;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function added(luma: v128, around: v128, limit: v128, strength: v128): v128 {
  const difference = i16x8.sub(i16x8.shl(luma, 2), around);
  const sign = i16x8.shr_s(difference, 15);
  const beyond = i16x8.sub_sat_u(i16x8.abs(difference), limit);
  return productQ15(i16x8.sub(v128.xor(beyond, sign), sign), strength);
}

/** Eight even pixels of a colour in 8 bits, then eight odd ones; what is outside 0 to 4095 is cut. */
// @ts-ignore: decorator
@inline
function bytes(even: v128, odd: v128): v128 {
  return i8x16.narrow_i16x8_u(rounded(even), rounded(odd));
}

/** `(value * 255 + 2048) >> 12` */
// @ts-ignore: decorator
@inline
function rounded(values: v128): v128 {
  return productQ15(values, i16x8.splat(255 * 8));
}

// @ts-ignore: decorator
@inline
function mixLow(first: v128, second: v128): v128 {
  return i8x16.shuffle(first, second, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

// @ts-ignore: decorator
@inline
function mixHigh(first: v128, second: v128): v128 {
  return i8x16.shuffle(first, second, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** 16 bits: 4095 becomes 65535. */
// @ts-ignore: decorator
@inline
function wide(values: v128): v128 {
  const held = clamped(values);
  return v128.or(i16x8.shl(held, 4), i16x8.shr_u(held, 8));
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
