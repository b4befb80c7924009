/** The order in which a block's 64 coefficients are written. Spec: ITU-T T.81 (09/1992) figure A.6. */
export const zigzag: readonly number[] = makeZigzag();

/** Quantiser steps of luma, row by row. Spec: ITU-T T.81 (09/1992) table K.1. */
const lumaSteps = [
  ...[16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55],
  ...[14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62],
  ...[18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99],
];

/** Those of chroma. Spec: table K.2. */
const chromaSteps = [
  ...[17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99],
  ...[24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99],
  ...Array<number>(32).fill(99),
];

/**
 * The steps for a quality, by the rule that libjpeg has made usual.
 *
 * @param quality 1 to 100
 * @returns 64 steps for each, row by row
 */
export function quantiserSteps(quality: number): { luma: number[]; chroma: number[] } {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const scale = (steps: readonly number[]) =>
    steps.map((step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))));
  return { luma: scale(lumaSteps), chroma: scale(chromaSteps) };
}

/** Up and down the diagonals, by turns. */
function makeZigzag(): number[] {
  const places = Array.from({ length: 64 }, (_, at) => ({ at, x: at % 8, y: at >> 3 }));
  const inTurn = ({ x, y }: { x: number; y: number }) => (x + y) % 2 === 0 ? x : y;
  return places.sort((a, b) => a.x + a.y - b.x - b.y || inTurn(a) - inTurn(b)).map(({ at }) => at);
}
