/**
 * RAW samples to a row of the mosaic: even and odd columns apart, each by the table of its place in the cell, which
 * holds black level, white balance and the curve that the demosaic works on.
 */
import { coding, half, input, mosaicRow, partBytes, tables, toOdd, vectorBytes, width } from "./layout";
import { sampleLimit, scaled, together } from "./lanes";

const tableBytes: usize = 4096 * 2;
const oddTables: usize = tables + tableBytes;

let largest: i16 = 4095;
let shift: i32 = 0;
let black: i16 = 0;
let blackFactor: i16 = 4096;

export function setBlack(newLargest: i32, newShift: i32, newBlack: i32, factor: i32): void {
  largest = i16(newLargest);
  shift = newShift;
  black = i16(newBlack);
  blackFactor = i16(factor);
}

/** Makes the tables of the four places of a cell, of which two are green and the same. */
export function setFactors(first: i32, second: i32, third: i32, fourth: i32): void {
  makeTable(tables, first);
  makeTable(tables + tableBytes, second);
  makeTable(tables + 2 * tableBytes, third);
  makeTable(tables + 3 * tableBytes, fourth);
}

function makeTable(to: usize, factor: i32): void {
  const table = coding;
  const eight = i16x8.splat(8);
  const factors = i16x8.splat(i16(factor));
  let samples = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  for (let at = to, end = to + tableBytes; at < end; at += vectorBytes) {
    v128.store(at, scaled(levelled(samples), factors));
    samples = i16x8.add(samples, eight);
  }
  for (let at = to, end = to + tableBytes; at < end; at += 2) {
    store<u16>(at, load<u16>(table + (usize(load<u16>(at)) << 1)));
  }
}

/** Samples without the black level, 0 to 4095. */
// @ts-ignore: decorator
@inline
export function levelled(samples: v128): v128 {
  const held = i16x8.shl(i16x8.min_u(samples, i16x8.splat(largest)), shift);
  return scaled(i16x8.sub_sat_u(held, i16x8.splat(black)), i16x8.splat(blackFactor));
}

export function makeMosaicRow(y: i32): void {
  const row = mosaicRow(y);
  // The tables of the lower places of a cell lie behind those of the upper ones.
  const lower = i16x8.splat(y & 1 ? 2 * i16(tableBytes) : 0);
  const odd = toOdd;
  let from = input + usize(y * width * 2);
  for (let to = row, end = row + partBytes; to < end; to += vectorBytes) {
    const first = offsets(from, lower);
    const second = offsets(from + vectorBytes, lower);
    from += 2 * vectorBytes;
    const a = i32x4.extract_lane(first, 0), b = i32x4.extract_lane(first, 1);
    const c = i32x4.extract_lane(first, 2), d = i32x4.extract_lane(first, 3);
    const e = i32x4.extract_lane(second, 0), f = i32x4.extract_lane(second, 1);
    const g = i32x4.extract_lane(second, 2), h = i32x4.extract_lane(second, 3);
    v128.store(to, together(
      v128.load32_zero(a & 0xffff, tables),
      v128.load32_zero(b & 0xffff, tables),
      v128.load32_zero(c & 0xffff, tables),
      v128.load32_zero(d & 0xffff, tables),
      v128.load32_zero(e & 0xffff, tables),
      v128.load32_zero(f & 0xffff, tables),
      v128.load32_zero(g & 0xffff, tables),
      v128.load32_zero(h & 0xffff, tables),
    ));
    v128.store(to + odd, together(
      v128.load32_zero(u32(a) >> 16, oddTables),
      v128.load32_zero(u32(b) >> 16, oddTables),
      v128.load32_zero(u32(c) >> 16, oddTables),
      v128.load32_zero(u32(d) >> 16, oddTables),
      v128.load32_zero(u32(e) >> 16, oddTables),
      v128.load32_zero(u32(f) >> 16, oddTables),
      v128.load32_zero(u32(g) >> 16, oddTables),
      v128.load32_zero(u32(h) >> 16, oddTables),
    ));
  }
  mirrorEnds(row, row + odd);
}

/** One sample, by the table of its place. */
// @ts-ignore: decorator
@inline
export function sampleAt(y: i32, x: i32): u16 {
  const sample = min<u32>(load<u16>(input + usize(y * width + x) * 2), sampleLimit);
  return load<u16>(tables + usize(2 * (y & 1) + (x & 1)) * tableBytes + usize(sample) * 2);
}

/** Where eight samples are in the tables of their row. */
// @ts-ignore: decorator
@inline
function offsets(from: usize, lower: v128): v128 {
  const held = i16x8.min_u(v128.load(from), i16x8.splat(sampleLimit));
  return v128.or(i16x8.shl(held, 1), lower);
}

/** Columns outside, mirrored about the outermost: each keeps its colour. */
function mirrorEnds(even: usize, odd: usize): void {
  const last = usize(half - 1) * 2;
  store<u16>(even - 2, load<u16>(even + 2));
  store<u16>(odd - 2, load<u16>(odd));
  store<u16>(even + last + 2, load<u16>(even + last));
  store<u16>(odd + last + 2, load<u16>(odd + last - 2));
}
