/**
 * The demosaic of Menon, Andriani and Calvagno, of some rows at once: planes of these rows and of what is around them,
 * signed 16 bits a value, interleaved as the picture is.
 */
import { putRow } from "./colours";
import { area, areaPlaneBytes, height, width } from "./layout";
import { sampleAt } from "./mosaic_row";

/** Pixels around the rows: as far as the last step looks. */
const margin: i32 = 10;
/** A third, in Q15. */
const third: i32 = 10923;

let redColumn: i32 = 0;
let redRow: i32 = 0;
/** The picture's row that comes behind the margin. */
let firstRow: i32 = 0;
let areaHeight: i32 = 0;
/** Bytes from a row of a plane to the next. */
let stride: usize = 0;

let samples: usize = 0;
let alongRow: usize = 0;
let alongColumn: usize = 0;
let green: usize = 0;
let red: usize = 0;
let blue: usize = 0;
/** Bytes to the next pixel of the chosen direction. */
let steps: usize = 0;

/** Demosaics the rows from `first` to before `end`. */
export function demosaicBest(first: i32, end: i32, redPlace: i32): void {
  redColumn = redPlace & 1;
  redRow = redPlace >> 1;
  firstRow = first;
  areaHeight = end - first + 2 * margin;
  stride = usize(width + 2 * margin) * 2;
  samples = area;
  alongRow = samples + areaPlaneBytes;
  alongColumn = alongRow + areaPlaneBytes;
  green = alongColumn + areaPlaneBytes;
  red = green + areaPlaneBytes;
  blue = red + areaPlaneBytes;
  steps = blue + areaPlaneBytes;
  takeSamples();
  differ(alongRow, 2);
  differ(alongColumn, stride);
  direct();
  interpolateAtGreen(5);
  for (let y = 6; y < areaHeight - 6; y++) interpolateOther(y);
  for (let y = 7; y < areaHeight - 7; y++) refineGreen(y);
  interpolateAtGreen(8);
  for (let y = 9; y < areaHeight - 9; y++) refineOther(y);
}

/** Puts a row of the picture into luma and differences. */
export function bestRow(y: i32): void {
  const at = usize(y - firstRow + margin) * stride + usize(margin) * 2;
  putRow(y, red + at, green + at, blue + at);
}

/** Where pixel `x` of a row is in a plane. */
// @ts-ignore: decorator
@inline
function place(y: i32, x: i32): usize {
  return usize(y) * stride + usize(x) * 2;
}

// @ts-ignore: decorator
@inline
function at(place: usize): i32 {
  return load<i16>(place);
}

// @ts-ignore: decorator
@inline
function isRedRow(y: i32): bool {
  return (y & 1) == redRow;
}

/** The column, 0 or 1, of a row's red or blue. */
// @ts-ignore: decorator
@inline
function colourColumn(y: i32): i32 {
  return isRedRow(y) ? redColumn : 1 - redColumn;
}

/** The samples with the mirror image of what lies outside, in the three planes of the colours as well. */
function takeSamples(): void {
  const columns = width + 2 * margin;
  for (let y = 0; y < areaHeight; y++) {
    const from = mirrored(firstRow + y - margin, height);
    const to = place(y, 0);
    for (let x = 0; x < columns; x++) {
      const sample = i16(sampleAt(from, mirrored(x - margin, width)));
      store<i16>(samples + to + usize(x) * 2, sample);
    }
    for (let colour = green; colour <= blue; colour += areaPlaneBytes) {
      memory.copy(colour + to, samples + to, stride);
    }
  }
}

// @ts-ignore: decorator
@inline
function mirrored(index: i32, size: i32): i32 {
  return index < 0 ? -index : index >= size ? 2 * (size - 1) - index : index;
}

/** Red or blue less green interpolated along a line. */
function differ(to: usize, step: usize): void {
  for (let y = 0; y < areaHeight; y++) memory.fill(to + place(y, 0), 0, stride);
  for (let y = 2; y < areaHeight - 2; y++) {
    const end = samples + place(y, width + 2 * margin - 2);
    const shift = to - samples;
    for (let p = samples + place(y, 2 + colourColumn(y)); p < end; p += 4) {
      const own = at(p);
      const greens = at(p - step) + at(p + step);
      const others = at(p - 2 * step) + at(p + 2 * step);
      const between = (2 * greens + 2 * own - others + 2) >> 2;
      store<i16>(p + shift, i16(own - min(max(between, 0), 4095)));
    }
  }
}

/** Green at red and blue, and the direction in which the colours' difference changes less. */
function direct(): void {
  for (let y = 4; y < areaHeight - 4; y++) {
    const end = place(y, width + 2 * margin - 4);
    for (let p = place(y, 4 + colourColumn(y)); p < end; p += 4) {
      const rowChange = changeAlong(alongRow + p, 2, stride);
      const columnChange = changeAlong(alongColumn + p, stride, 2);
      const isRow = columnChange >= rowChange;
      const difference = at((isRow ? alongRow : alongColumn) + p);
      store<i16>(green + p, i16(at(green + p) - difference));
      store<u16>(steps + p, u16(isRow ? 2 : stride));
    }
  }
}

// @ts-ignore: decorator
@inline
function change(p: usize, along: usize): i32 {
  return abs(at(p) - at(p + 2 * along));
}

/** How much the differences change along a line, weighed over five lines. */
// @ts-ignore: decorator
@inline
function changeAlong(p: usize, along: usize, across: usize): i32 {
  const own = change(p, along) + change(p - 2 * along, along);
  const beside = change(p - across - along, along) + change(p + across - along, along);
  const far = change(p - 2 * across, along) + change(p - 2 * across - 2 * along, along) +
    change(p + 2 * across, along) + change(p + 2 * across - 2 * along, along);
  return min(65535, 3 * own + beside + far);
}

/** Mean of the differences of two planes before and after a place. */
// @ts-ignore: decorator
@inline
function halfway(a: usize, b: usize, step: usize): i32 {
  return (at(a - step) - at(b - step) + at(a + step) - at(b + step) + 1) >> 1;
}

/** Mean of the differences before, at and after a place. */
// @ts-ignore: decorator
@inline
function smoothed(a: usize, b: usize, step: usize): i32 {
  const sum = at(a - step) - at(b - step) + at(a) - at(b) + at(a + step) - at(b + step);
  return (sum * third + 16384) >> 15;
}

/** The first pixel of a kind from `from` on: 0 for red or blue, 1 for green. */
// @ts-ignore: decorator
@inline
function firstOf(y: i32, from: i32, kind: i32): usize {
  return place(y, from + ((from ^ colourColumn(y) ^ kind) & 1));
}

function interpolateAtGreen(from: i32): void {
  for (let y = from; y < areaHeight - from; y++) {
    const own = isRedRow(y) ? red : blue;
    const other = isRedRow(y) ? blue : red;
    const end = place(y, width + 2 * margin - from);
    for (let p = firstOf(y, from, 1); p < end; p += 4) {
      const here = at(green + p);
      store<i16>(own + p, i16(here + halfway(own + p, green + p, 2)));
      store<i16>(other + p, i16(here + halfway(other + p, green + p, stride)));
    }
  }
}

/** Red at blue and blue at red. */
function interpolateOther(y: i32): void {
  const own = isRedRow(y) ? red : blue;
  const other = isRedRow(y) ? blue : red;
  const end = place(y, width + 2 * margin - 6);
  for (let p = firstOf(y, 6, 0); p < end; p += 4) {
    const step = usize(load<u16>(steps + p));
    store<i16>(other + p, i16(at(own + p) + halfway(other + p, own + p, step)));
  }
}

function refineGreen(y: i32): void {
  const own = isRedRow(y) ? red : blue;
  const end = place(y, width + 2 * margin - 7);
  for (let p = firstOf(y, 7, 0); p < end; p += 4) {
    const step = usize(load<u16>(steps + p));
    store<i16>(green + p, i16(at(own + p) - smoothed(own + p, green + p, step)));
  }
}

function refineOther(y: i32): void {
  const own = isRedRow(y) ? red : blue;
  const other = isRedRow(y) ? blue : red;
  const end = place(y, width + 2 * margin - 9);
  for (let p = firstOf(y, 9, 0); p < end; p += 4) {
    const step = usize(load<u16>(steps + p));
    store<i16>(other + p, i16(at(own + p) - smoothed(own + p, other + p, step)));
  }
}
