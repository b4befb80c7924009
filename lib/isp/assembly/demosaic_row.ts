/** A row of the mosaic to luma and colour differences: Malvar, He, Cutler, and the stages that change colours. */
import { eighth, leftOf, rightOf } from "./lanes";
import { mosaicRow, partBytes, Plane, planeRow, toOdd, vectorBytes } from "./layout";
import {
  endLuma,
  greenOfOther,
  greenOfPair,
  matrixOn,
  otherOfOther,
  otherOfPair,
  ownOfOther,
  ownOfPair,
  putMatrix,
  putSplit,
} from "./colours";

/** Where red is in a cell: `2 * (row & 1) + (column & 1)`. */
export let redPlace: i32 = 0;

export function setRedPlace(place: i32): void {
  redPlace = place;
}

export function demosaicRow(y: i32): void {
  const redRow = (y & 1) == redPlace >> 1;
  // Blue is diagonally opposite: in a row of blue its column is the other one.
  const isOdd = bool(redPlace & 1) == redRow;
  if (matrixOn) {
    if (isOdd) filterRow(y, redRow, true, true);
    else filterRow(y, redRow, false, true);
  } else {
    if (isOdd) filterRow(y, redRow, true, false);
    else filterRow(y, redRow, false, false);
  }
  endLuma(y);
}

// @ts-ignore: decorator
@inline
function filterRow(y: i32, redRow: bool, colourOdd: bool, withMatrix: bool): void {
  const odd = toOdd;
  const bytes = partBytes;
  const here = mosaicRow(y);
  const above = mosaicRow(y - 1);
  const below = mosaicRow(y + 1);
  const above2 = mosaicRow(y - 2);
  const below2 = mosaicRow(y + 2);
  const luma = planeRow(Plane.Luma, y);
  const ownLess = planeRow(redRow ? Plane.RedLess : Plane.BlueLess, y);
  const otherLess = planeRow(redRow ? Plane.BlueLess : Plane.RedLess, y);
  const ownPair = ownOfPair(redRow), ownOther = ownOfOther(redRow);
  const greenPair = greenOfPair(redRow), greenOther = greenOfOther(redRow);
  const otherPair = otherOfPair(redRow), otherOther = otherOfOther(redRow);
  // The row itself and the sums of those above and below, one vector ahead.
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
    const isEven = !colourOdd;
    // The site that has the row's colour, and the one that has green.
    const own = isEven ? even : odds;
    const near = isEven ? i16x8.add(besideEven, nearEven) : i16x8.add(besideOdd, nearOdd);
    const far = isEven ? i16x8.add(alongEven, farEven) : i16x8.add(alongOdd, farOdd);
    const ownGreen = greenAtColour(own, near, far);
    const ownOtherColour = otherAtColour(own, isEven ? diagonalEven : diagonalOdd, far);
    const ownAt = isEven ? x : x + odd;
    if (withMatrix) {
      putMatrix(
        luma + ownAt, ownLess + ownAt, otherLess + ownAt, own, ownGreen, ownOtherColour,
        ownPair, ownOther, greenPair, greenOther, otherPair, otherOther,
      );
    } else putSplit(luma + ownAt, ownLess + ownAt, otherLess + ownAt, own, ownGreen, ownOtherColour);
    const green = isEven ? odds : even;
    const beside = isEven ? besideOdd : besideEven;
    const across = isEven ? farOdd : farEven;
    const along = isEven ? alongOdd : alongEven;
    const diagonal = isEven ? diagonalOdd : diagonalEven;
    const over = isEven ? nearOdd : nearEven;
    const ofRow = colourAtGreen(green, beside, across, i16x8.add(diagonal, along));
    const other = colourAtGreen(green, over, along, i16x8.add(diagonal, across));
    const at = isEven ? x + odd : x;
    if (withMatrix) {
      putMatrix(
        luma + at, ownLess + at, otherLess + at, ofRow, green, other,
        ownPair, ownOther, greenPair, greenOther, otherPair, otherOther,
      );
    } else putSplit(luma + at, ownLess + at, otherLess + at, ofRow, green, other);
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
