/** A row of the mosaic to a row of three colours: Malvar, He, Cutler. */
import { mosaicRow, partBytes, Plane, planeRow, toOdd, vectorBytes } from "./layout";
import { eighth, leftOf, rightOf } from "./lanes";

/** Where red is in a cell: `2 * (row & 1) + (column & 1)`. */
let redPlace: i32 = 0;

export function setRedPlace(place: i32): void {
  redPlace = place;
}

export function demosaicRow(y: i32): void {
  const redRow = (y & 1) == redPlace >> 1;
  const rowColour = planeRow(redRow ? Plane.Red : Plane.Blue, y);
  const otherColour = planeRow(redRow ? Plane.Blue : Plane.Red, y);
  const green = planeRow(Plane.Green, y);
  // Blue is diagonally opposite: in a row of blue its column is the other one.
  if (bool(redPlace & 1) == redRow) filterRow(y, 1, rowColour, green, otherColour);
  else filterRow(y, 0, rowColour, green, otherColour);
}

// @ts-ignore: decorator
@inline
function filterRow(y: i32, colourOdd: i32, rowColour: usize, green: usize, other: usize): void {
  const odd = toOdd;
  const bytes = partBytes;
  let here = mosaicRow(y);
  let above = mosaicRow(y - 1);
  let below = mosaicRow(y + 1);
  let above2 = mosaicRow(y - 2);
  let below2 = mosaicRow(y + 2);
  // Sums of the rows above and below, and the row itself, one vector ahead.
  let evenBefore = v128.load(here - vectorBytes);
  let oddBefore = v128.load(here + odd - vectorBytes);
  let even = v128.load(here);
  let odds = v128.load(here + odd);
  let nearOddBefore = i16x8.add(
    v128.load(above + odd - vectorBytes),
    v128.load(below + odd - vectorBytes),
  );
  let nearEven = i16x8.add(v128.load(above), v128.load(below));
  let nearOdd = i16x8.add(v128.load(above + odd), v128.load(below + odd));
  for (let x: usize = 0; x < bytes; x += vectorBytes) {
    const farEven = i16x8.add(v128.load(above2 + x), v128.load(below2 + x));
    const farOdd = i16x8.add(v128.load(above2 + x + odd), v128.load(below2 + x + odd));
    const next = x + vectorBytes;
    const evenNext = v128.load(here + next);
    const oddNext = v128.load(here + next + odd);
    const nearEvenNext = i16x8.add(v128.load(above + next), v128.load(below + next));
    const nearOddNext = i16x8.add(v128.load(above + next + odd), v128.load(below + next + odd));

    const besideEven = i16x8.add(leftOf(oddBefore, odds), odds);
    const alongEven = i16x8.add(leftOf(evenBefore, even), rightOf(even, evenNext));
    const diagonalEven = i16x8.add(leftOf(nearOddBefore, nearOdd), nearOdd);
    const besideOdd = i16x8.add(even, rightOf(even, evenNext));
    const alongOdd = i16x8.add(leftOf(oddBefore, odds), rightOf(odds, oddNext));
    const diagonalOdd = i16x8.add(nearEven, rightOf(nearEven, nearEvenNext));
    if (colourOdd) {
      v128.store(rowColour + x + odd, odds);
      v128.store(green + x + odd, greenAtColour(odds, i16x8.add(besideOdd, nearOdd), i16x8.add(alongOdd, farOdd)));
      v128.store(other + x + odd, otherAtColour(odds, diagonalOdd, i16x8.add(alongOdd, farOdd)));
      v128.store(green + x, even);
      v128.store(rowColour + x, colourAtGreen(even, besideEven, farEven, i16x8.add(diagonalEven, alongEven)));
      v128.store(other + x, colourAtGreen(even, nearEven, alongEven, i16x8.add(diagonalEven, farEven)));
    } else {
      v128.store(rowColour + x, even);
      v128.store(green + x, greenAtColour(even, i16x8.add(besideEven, nearEven), i16x8.add(alongEven, farEven)));
      v128.store(other + x, otherAtColour(even, diagonalEven, i16x8.add(alongEven, farEven)));
      v128.store(green + x + odd, odds);
      v128.store(rowColour + x + odd, colourAtGreen(odds, besideOdd, farOdd, i16x8.add(diagonalOdd, alongOdd)));
      v128.store(other + x + odd, colourAtGreen(odds, nearOdd, alongOdd, i16x8.add(diagonalOdd, farOdd)));
    }
    evenBefore = even;
    even = evenNext;
    oddBefore = odds;
    odds = oddNext;
    nearOddBefore = nearOdd;
    nearOdd = nearOddNext;
    nearEven = nearEvenNext;
  }
}

// @ts-ignore: decorator
@inline
function greenAtColour(own: v128, near: v128, far: v128): v128 {
  return eighth(i16x8.add(i16x8.shl(own, 2), i16x8.shl(near, 1)), far);
}

// @ts-ignore: decorator
@inline
function otherAtColour(own: v128, diagonal: v128, far: v128): v128 {
  const six = i16x8.add(i16x8.shl(own, 2), i16x8.shl(own, 1));
  return eighth(i16x8.add(six, i16x8.shl(diagonal, 1)), i16x8.add(far, i16x8.shr_u(far, 1)));
}

// @ts-ignore: decorator
@inline
function colourAtGreen(own: v128, beside: v128, across: v128, less: v128): v128 {
  const five = i16x8.add(i16x8.shl(own, 2), own);
  const more = i16x8.add(i16x8.add(five, i16x8.shl(beside, 2)), i16x8.shr_u(across, 1));
  return eighth(more, less);
}
