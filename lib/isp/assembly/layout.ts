/**
 * Where everything lies in memory. A row of a plane is kept as two parts, the even and the odd columns, so that
 * one vector holds samples of one colour; a part has a vector of margin at either side.
 */

/** Bytes of a vector, which is also the margin. */
export const vectorBytes: usize = 16;

/** Rows that are kept of a plane that is looked at two rows up and down, or one: powers of two. */
const mosaicRows: i32 = 8;
const planeRows: i32 = 4;

export let width: i32 = 0;
export let height: i32 = 0;
/** Columns of a part. */
export let half: i32 = 0;
/** Bytes of a part that vectors run over, without margins. */
export let partBytes: usize = 0;
/** From the even columns to the odd ones. */
export let toOdd: usize = 0;

/** The whole RAW frame. */
export let input: usize = 0;
/** Planes of the better demosaic, one after the other. */
export let area: usize = 0;
/** Bytes of one of them. */
export let areaPlaneBytes: usize = 0;
/** The developed rows. */
export let output: usize = 0;
/** 4096 values of the curve that the demosaic works on. Tables lie at fixed places, which a load has built in. */
export const coding: usize = 2048;
/** 4096 values of the curve after the matrix. */
export const curve: usize = coding + 4096 * 2;
/** What becomes of a sample: a table of 4096 for each place of the cell. */
export const tables: usize = curve + 4096 * 2;

/** What is measured: four numbers of 32 bits. */
export const sums: usize = 1024;

/** A vector for whoever is at work. */
export const scratch: usize = sums + 16;

let mosaic: usize = 0;
let planes: usize = 0;
let means: usize = 0;
let flows: usize = 0;

/** The planes that are kept for a few rows. */
export const enum Plane {
  Red,
  Green,
  Blue,
  Luma,
  BlueLess,
  RedLess,
  CalmLuma,
  CalmRed,
  CalmGreen,
  CalmBlue,
  Count,
}

/** Planes at half the resolution: means of the colour differences, and how much smoothing changes them. */
export const enum Mean {
  Blue,
  Red,
  BlueChange,
  RedChange,
  Count,
}

/** What flows from a row to the one below. */
export const enum Flow {
  Luma,
  Blue,
  Red,
  Count,
}

let end: usize = 0;

function take(bytes: usize): usize {
  const at = end;
  // A whole number of cache lines, and one more so that rows do not fall on the same ones.
  end += ((bytes + 63) & ~63) + 64;
  return at;
}

/** Arranges memory for a size, with or without room for the better demosaic. */
export function arrange(newWidth: i32, newHeight: i32, best: bool): void {
  width = newWidth;
  height = newHeight;
  half = width >> 1;
  partBytes = usize(((half + 7) & ~7) * 2);
  toOdd = partBytes + 2 * vectorBytes;
  end = tables + 4 * 4096 * 2;
  mosaic = take(rowBytes() * mosaicRows);
  planes = take(rowBytes() * planeRows * Plane.Count);
  means = take(rowBytes() * planeRows * Mean.Count);
  flows = take(rowBytes() * Flow.Count);
  input = take(usize(width * height * 2) + 2 * vectorBytes);
  areaPlaneBytes = usize((width + 20) * (height + 20) * 2 + 63) & ~63;
  area = take(best ? 7 * areaPlaneBytes + 64 : 0);
  output = end;
}

/** Sees to room for developed rows; memory may move. Returns whether there is. */
export function reserve(outputBytes: usize): bool {
  // The last vectors of a row may go past its end.
  const wanted = i32(output + outputBytes + 8 * vectorBytes + 0xffff >>> 16);
  const missing = wanted - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}

// @ts-ignore: decorator
@inline
function rowBytes(): usize {
  return 2 * toOdd;
}

/** The even columns of a row of the mosaic; rows outside are mirrored. */
export function mosaicRow(y: i32): usize {
  const inside = y < 0 ? -y : y >= height ? 2 * (height - 1) - y : y;
  return mosaic + rowBytes() * (inside & (mosaicRows - 1)) + vectorBytes;
}

/** The even columns of a row of a plane; the row outside is the outermost one. */
export function planeRow(plane: Plane, y: i32): usize {
  const inside = min(max(y, 0), height - 1);
  return planes + rowBytes() * (plane * planeRows + (inside & (planeRows - 1))) + vectorBytes;
}

/** A row of means; the row outside is the outermost one. */
export function meanRow(mean: Mean, cell: i32): usize {
  const inside = min(max(cell, 0), (height >> 1) - 1);
  return means + rowBytes() * (mean * planeRows + (inside & (planeRows - 1))) + vectorBytes;
}

/** What flows down from the row above. */
export function flowRow(flow: Flow): usize {
  return flows + rowBytes() * flow + vectorBytes;
}
