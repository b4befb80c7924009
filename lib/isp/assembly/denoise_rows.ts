/** Diffusion of luma, calming of colour: two rows at a time, of which the means are one row. */
import {
  Flow, flowRow, half, Mean, meanRow, partBytes, Plane, planeRow, toOdd, vectorBytes,
} from "./layout";
import { clamped, leftOf, noiseOf } from "./lanes";

let lumaEdge: i16 = 0;
let lumaSlope: i16 = 0;
let chromaEdge: i16 = 0;
let chromaSlope: i16 = 0;
let shrinkSlope: i16 = 0;

export function setDenoise(edge: i32, slope: i32, chroma: i32, flow: i32, shrink: i32): void {
  lumaEdge = i16(edge);
  lumaSlope = i16(slope);
  chromaEdge = i16(chroma);
  chromaSlope = i16(flow);
  shrinkSlope = i16(shrink);
}

/** The means of the colour differences of two rows. */
export function meanRows(cell: i32): void {
  meanOf(meanRow(Mean.Blue, cell), planeRow(Plane.BlueLess, 2 * cell), planeRow(Plane.BlueLess, 2 * cell + 1));
  meanOf(meanRow(Mean.Red, cell), planeRow(Plane.RedLess, 2 * cell), planeRow(Plane.RedLess, 2 * cell + 1));
}

function meanOf(to: usize, upper: usize, lower: usize): void {
  const odd = toOdd;
  const two = i16x8.splat(2);
  for (let x: usize = 0, end = partBytes; x < end; x += vectorBytes) {
    const above = i16x8.add(v128.load(upper + x), v128.load(upper + x + odd));
    const below = i16x8.add(v128.load(lower + x), v128.load(lower + x + odd));
    v128.store(to + x, i16x8.shr_s(i16x8.add(i16x8.add(above, below), two), 2));
  }
  store<u16>(to + usize(half) * 2, load<u16>(to + usize(half - 1) * 2));
}

/** Begins a band: what flows into its first two rows from the row above; nothing at the picture's border. */
export function beginFlows(cell: i32): void {
  const edge = i16x8.splat(lumaEdge), slope = i16x8.splat(lumaSlope);
  const luma = flowRow(Flow.Luma);
  const above = planeRow(Plane.Luma, 2 * cell - 1);
  const here = planeRow(Plane.Luma, 2 * cell);
  beginFlow(luma, above, here, edge, slope);
  beginFlow(luma + toOdd, above + toOdd, here + toOdd, edge, slope);
  const chroma = i16x8.splat(chromaEdge), flow = i16x8.splat(chromaSlope);
  beginFlow(flowRow(Flow.Blue), meanRow(Mean.Blue, cell - 1), meanRow(Mean.Blue, cell), chroma, flow);
  beginFlow(flowRow(Flow.Red), meanRow(Mean.Red, cell - 1), meanRow(Mean.Red, cell), chroma, flow);
}

function beginFlow(to: usize, above: usize, here: usize, edge: v128, slope: v128): void {
  for (let x: usize = 0, end = partBytes; x < end; x += vectorBytes) {
    const difference = i16x8.sub(v128.load(here + x), v128.load(above + x));
    v128.store(to + x, noiseOf(difference, edge, slope));
  }
}

export function denoiseRows(cell: i32): void {
  changeOf(Mean.Blue, Mean.BlueChange, Flow.Blue, cell);
  changeOf(Mean.Red, Mean.RedChange, Flow.Red, cell);
  denoiseRow(2 * cell);
  denoiseRow(2 * cell + 1);
}

/** What diffusion changes of a row of means. */
function changeOf(mean: Mean, change: Mean, flow: Flow, cell: i32): void {
  const edge = i16x8.splat(chromaEdge), slope = i16x8.splat(chromaSlope);
  const here = meanRow(mean, cell);
  const below = meanRow(mean, cell + 1);
  const to = meanRow(change, cell);
  const down = flowRow(flow);
  let before = i16x8.splat(0);
  for (let x: usize = 0, end = partBytes; x < end; x += vectorBytes) {
    const own = v128.load(here + x);
    const right = noiseOf(i16x8.sub(v128.load(here + x, 2), own), edge, slope);
    const lower = noiseOf(i16x8.sub(v128.load(below + x), own), edge, slope);
    const given = i16x8.add(leftOf(before, right), v128.load(down + x));
    v128.store(down + x, lower);
    v128.store(to + x, i16x8.sub(i16x8.add(right, lower), given));
    before = right;
  }
}

/** Luma by what flows between neighbours, the colour differences calmed, and colours made of both again. */
function denoiseRow(y: i32): void {
  const odd = toOdd;
  const edge = i16x8.splat(lumaEdge), slope = i16x8.splat(lumaSlope);
  const chroma = i16x8.splat(chromaEdge), shrink = i16x8.splat(shrinkSlope);
  const here = planeRow(Plane.Luma, y);
  const below = planeRow(Plane.Luma, y + 1);
  const down = flowRow(Flow.Luma);
  const calm = planeRow(Plane.CalmLuma, y);
  const red = planeRow(Plane.CalmRed, y);
  const green = planeRow(Plane.CalmGreen, y);
  const blue = planeRow(Plane.CalmBlue, y);
  const blueLess = planeRow(Plane.BlueLess, y);
  const redLess = planeRow(Plane.RedLess, y);
  const blueMean = meanRow(Mean.Blue, y >> 1);
  const redMean = meanRow(Mean.Red, y >> 1);
  const blueChange = meanRow(Mean.BlueChange, y >> 1);
  const redChange = meanRow(Mean.RedChange, y >> 1);
  let before = i16x8.splat(0);
  for (let x: usize = 0, end = partBytes; x < end; x += vectorBytes) {
    const even = v128.load(here + x);
    const odds = v128.load(here + x + odd);
    const between = noiseOf(i16x8.sub(odds, even), edge, slope);
    const behind = noiseOf(i16x8.sub(v128.load(here + x, 2), odds), edge, slope);
    const lowerEven = noiseOf(i16x8.sub(v128.load(below + x), even), edge, slope);
    const lowerOdd = noiseOf(i16x8.sub(v128.load(below + x + odd), odds), edge, slope);
    const gaveEven = i16x8.add(leftOf(before, behind), v128.load(down + x));
    const gaveOdd = i16x8.add(between, v128.load(down + x + odd));
    before = behind;
    v128.store(down + x, lowerEven);
    v128.store(down + x + odd, lowerOdd);
    const lumaEven = i16x8.sub(i16x8.add(i16x8.add(even, between), lowerEven), gaveEven);
    const lumaOdd = i16x8.sub(i16x8.add(i16x8.add(odds, behind), lowerOdd), gaveOdd);

    const meanB = v128.load(blueMean + x), changeB = v128.load(blueChange + x);
    const meanR = v128.load(redMean + x), changeR = v128.load(redChange + x);
    const blueEven = calmed(v128.load(blueLess + x), meanB, changeB, chroma, shrink);
    const redEven = calmed(v128.load(redLess + x), meanR, changeR, chroma, shrink);
    put(x, lumaEven, blueEven, redEven, red, green, blue, calm);
    const blueOdd = calmed(v128.load(blueLess + x + odd), meanB, changeB, chroma, shrink);
    const redOdd = calmed(v128.load(redLess + x + odd), meanR, changeR, chroma, shrink);
    put(x + odd, lumaOdd, blueOdd, redOdd, red, green, blue, calm);
  }
  endRow(calm, calm + odd);
}

/** Puts eight pixels' colours, and their luma, which sharpening goes by. */
// @ts-ignore: decorator
@inline
function put(
  at: usize, luma: v128, blueLess: v128, redLess: v128, red: usize, green: usize, blue: usize, calm: usize,
): void {
  const g = i16x8.sub(luma, i16x8.shr_s(i16x8.add(blueLess, redLess), 2));
  const reds = clamped(i16x8.add(g, redLess));
  const greens = clamped(g);
  const blues = clamped(i16x8.add(g, blueLess));
  v128.store(red + at, reds);
  v128.store(green + at, greens);
  v128.store(blue + at, blues);
  v128.store(calm + at, i16x8.shr_u(i16x8.add(i16x8.add(reds, blues), i16x8.shl(greens, 1)), 2));
}

// @ts-ignore: decorator
@inline
function calmed(value: v128, mean: v128, change: v128, edge: v128, slope: v128): v128 {
  return i16x8.add(i16x8.sub(value, noiseOf(i16x8.sub(value, mean), edge, slope)), change);
}

/** A neighbour outside is the pixel itself. */
function endRow(even: usize, odd: usize): void {
  store<u16>(odd - 2, load<u16>(even));
  store<u16>(even + usize(half) * 2, load<u16>(odd + usize(half - 1) * 2));
}
