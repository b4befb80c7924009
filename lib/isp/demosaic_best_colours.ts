import type { Area } from "./demosaic_best_area.ts";
import { columnOfColour, type DirectedGreen } from "./demosaic_best_green.ts";
import { multiplyQ15 } from "./fixed_point.ts";

/** The three colours of an area's pixels. Red and blue can be outside 0 to 4095. */
export interface Colours extends DirectedGreen {
  readonly red: Int16Array;
  readonly blue: Int16Array;
}

/**
 * Interpolates red and blue: at green pixels by their difference to green, then at each other's pixels by their
 * difference to each other, along the direction that was chosen for green.
 * Spec: Menon, Andriani, Calvagno 2007, IV.
 */
export function interpolateColours(area: Area, directed: DirectedGreen): Colours {
  const colours = { ...directed, red: area.samples.slice(), blue: area.samples.slice() };
  interpolateAtGreen(area, colours, 5);
  for (const { own, other, first, end } of rowsOf(area, colours, 6)) {
    for (let at = first; at < end; at += 2) {
      const step = directed.horizontal[at] ? 1 : area.width;
      other[at] = own[at]! + halfway(other, own, { at, step });
    }
  }
  return colours;
}

/**
 * Smooths what the first pass left in the differences between the colours, along the chosen direction.
 * Spec: Menon, Andriani, Calvagno 2007, V.
 *
 * @param area Where red and blue are.
 * @param colours What {@link interpolateColours} made; changed.
 */
export function refineColours(area: Area, colours: Colours): void {
  const { green, horizontal } = colours;
  for (const { own, first, end } of rowsOf(area, colours, 7)) {
    for (let at = first; at < end; at += 2) {
      green[at] = own[at]! - smoothed(own, green, { at, step: horizontal[at] ? 1 : area.width });
    }
  }
  interpolateAtGreen(area, colours, 8);
  for (const { own, other, first, end } of rowsOf(area, colours, 9)) {
    for (let at = first; at < end; at += 2) {
      other[at] = own[at]! - smoothed(own, other, { at, step: horizontal[at] ? 1 : area.width });
    }
  }
}

/** Red and blue at green pixels: the one of the row from left and right, the other from above and below. */
function interpolateAtGreen(area: Area, colours: Colours, from: number): void {
  const { green } = colours;
  for (const { own, other, firstGreen, end } of rowsOf(area, colours, from)) {
    for (let at = firstGreen; at < end; at += 2) {
      own[at] = green[at]! + halfway(own, green, { at, step: 1 });
      other[at] = green[at]! + halfway(other, green, { at, step: area.width });
    }
  }
}

/** A third, in Q15. */
const third = 10923;

/** A place in a plane, and how far its neighbours are from it. */
interface Place {
  readonly at: number;
  readonly step: number;
}

/** Mean of the differences of two planes before and after a place. */
function halfway(a: Int16Array, b: Int16Array, { at, step }: Place): number {
  const before = a[at - step]! - b[at - step]!;
  const after = a[at + step]! - b[at + step]!;
  return (before + after + 1) >> 1;
}

/** Mean of the differences of two planes before, at and after a place. */
function smoothed(a: Int16Array, b: Int16Array, { at, step }: Place): number {
  const before = a[at - step]! - b[at - step]!;
  const after = a[at + step]! - b[at + step]!;
  const sum = before + a[at]! - b[at]! + after;
  return multiplyQ15(sum, third);
}

/** A row: the plane of its colour and that of the other, and where these pixels begin and end. */
interface Row {
  readonly own: Int16Array;
  readonly other: Int16Array;
  readonly first: number;
  readonly firstGreen: number;
  readonly end: number;
}

/** The rows from `from` (inclusive) to as far from the area's end, without as many pixels left and right. */
function* rowsOf(area: Area, { red, blue }: Colours, from: number): Generator<Row> {
  const { width, height, redRow } = area;
  for (let y = from; y < height - from; y++) {
    const isRed = (y & 1) === redRow;
    const column = columnOfColour(area, y);
    const start = y * width + from;
    const first = start + ((from ^ column) & 1);
    const firstGreen = start + ((from ^ column ^ 1) & 1);
    const [own, other] = isRed ? [red, blue] : [blue, red];
    yield { own, other, first, firstGreen, end: start + width - 2 * from };
  }
}
