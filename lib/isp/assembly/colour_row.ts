/** A row of three colours to luma and colour differences: matrix, curve. */
import { curve, half, partBytes, Plane, planeRow, toOdd, vectorBytes } from "./layout";

let matrixOn: bool = false;
let ofRed0: i32 = 0, ofRed1: i32 = 0, ofRed2: i32 = 0;
let ofGreen0: i32 = 0, ofGreen1: i32 = 0, ofGreen2: i32 = 0;
let ofBlue0: i32 = 0, ofBlue1: i32 = 0, ofBlue2: i32 = 0;

/** Rows of the matrix, in 1/4096. */
export function setMatrix(
  on: bool,
  r0: i32, r1: i32, r2: i32,
  g0: i32, g1: i32, g2: i32,
  b0: i32, b1: i32, b2: i32,
): void {
  matrixOn = on;
  ofRed0 = r0; ofRed1 = r1; ofRed2 = r2;
  ofGreen0 = g0; ofGreen1 = g1; ofGreen2 = g2;
  ofBlue0 = b0; ofBlue1 = b1; ofBlue2 = b2;
}

export function colourRow(y: i32): void {
  const red = planeRow(Plane.Red, y);
  const green = planeRow(Plane.Green, y);
  const blue = planeRow(Plane.Blue, y);
  if (matrixOn) {
    matrixPart(red, green, blue);
    matrixPart(red + toOdd, green + toOdd, blue + toOdd);
  }
  splitPart(y, 0);
  splitPart(y, toOdd);
  // A neighbour outside is the pixel itself.
  const luma = planeRow(Plane.Luma, y);
  store<u16>(luma + usize(half) * 2, load<u16>(luma + toOdd + usize(half - 1) * 2));
}

/** Two weights side by side, as the dot product takes them. */
// @ts-ignore: decorator
@inline
function pair(first: i32, second: i32): v128 {
  return i32x4.splat((first & 0xffff) | (second << 16));
}

// @ts-ignore: decorator
@inline
function weighted(rgLow: v128, rgHigh: v128, bLow: v128, bHigh: v128, rg: v128, b: v128): v128 {
  const low = i32x4.add(i32x4.dot_i16x8_s(rgLow, rg), i32x4.dot_i16x8_s(bLow, b));
  const high = i32x4.add(i32x4.dot_i16x8_s(rgHigh, rg), i32x4.dot_i16x8_s(bHigh, b));
  const sum = i16x8.narrow_i32x4_u(i32x4.shr_s(low, 12), i32x4.shr_s(high, 12));
  return i16x8.min_u(sum, i16x8.splat(4095));
}

function matrixPart(red: usize, green: usize, blue: usize): void {
  const redRg = pair(ofRed0, ofRed1), redB = pair(ofRed2, 2048);
  const greenRg = pair(ofGreen0, ofGreen1), greenB = pair(ofGreen2, 2048);
  const blueRg = pair(ofBlue0, ofBlue1), blueB = pair(ofBlue2, 2048);
  const one = i16x8.splat(1);
  for (let x: usize = 0, end = partBytes; x < end; x += vectorBytes) {
    const r = v128.load(red + x);
    const g = v128.load(green + x);
    const b = v128.load(blue + x);
    const rgLow = i16x8.shuffle(r, g, 0, 8, 1, 9, 2, 10, 3, 11);
    const rgHigh = i16x8.shuffle(r, g, 4, 12, 5, 13, 6, 14, 7, 15);
    const bLow = i16x8.shuffle(b, one, 0, 8, 1, 9, 2, 10, 3, 11);
    const bHigh = i16x8.shuffle(b, one, 4, 12, 5, 13, 6, 14, 7, 15);
    v128.store(red + x, weighted(rgLow, rgHigh, bLow, bHigh, redRg, redB));
    v128.store(green + x, weighted(rgLow, rgHigh, bLow, bHigh, greenRg, greenB));
    v128.store(blue + x, weighted(rgLow, rgHigh, bLow, bHigh, blueRg, blueB));
  }
}

/** The curve of four values in the lanes of a word. */
// @ts-ignore: decorator
@inline
function curved(table: usize, four: u64): u64 {
  const first = u64(load<u16>(table + usize(four << 1 & 0x1fffe)));
  const second = u64(load<u16>(table + usize(four >> 15 & 0x1fffe)));
  const third = u64(load<u16>(table + usize(four >> 31 & 0x1fffe)));
  const fourth = u64(load<u16>(table + usize(four >> 47)));
  return first | second << 16 | third << 32 | fourth << 48;
}

// @ts-ignore: decorator
@inline
function curvedLanes(table: usize, at: usize): v128 {
  const low = curved(table, load<u64>(at));
  const high = curved(table, load<u64>(at, 8));
  return i64x2.replace_lane(i64x2.splat(low), 1, high);
}

function splitPart(y: i32, part: usize): void {
  const table = curve;
  const red = planeRow(Plane.Red, y) + part;
  const green = planeRow(Plane.Green, y) + part;
  const blue = planeRow(Plane.Blue, y) + part;
  const luma = planeRow(Plane.Luma, y) + part;
  const blueLess = planeRow(Plane.BlueLess, y) + part;
  const redLess = planeRow(Plane.RedLess, y) + part;
  for (let x: usize = 0, end = partBytes; x < end; x += vectorBytes) {
    const r = curvedLanes(table, red + x);
    const g = curvedLanes(table, green + x);
    const b = curvedLanes(table, blue + x);
    const sum = i16x8.add(i16x8.add(r, b), i16x8.shl(g, 1));
    v128.store(luma + x, i16x8.shr_u(sum, 2));
    v128.store(blueLess + x, i16x8.sub(b, g));
    v128.store(redLess + x, i16x8.sub(r, g));
  }
}
