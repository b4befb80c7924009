import type { CellPicture } from "./cell_picture.ts";

/** `Intra16x16PredMode`. Spec: ITU-T H.264 (08/2021) table 8-4. */
export const LumaMode = { vertical: 0, horizontal: 1, dc: 2 } as const;

/** `intra_chroma_pred_mode`. Spec: ITU-T H.264 (08/2021) table 8-5. */
export const ChromaMode = { dc: 0, horizontal: 1, vertical: 2 } as const;

/** A macroblock and how it is predicted; the mode's neighbour is inside of the picture. */
export interface Prediction {
  /** Number of the macroblock, row by row. */
  readonly mb: number;
  /** Of {@linkcode LumaMode} or {@linkcode ChromaMode}. */
  readonly mode: number;
}

/**
 * Predicts the 16 luma cells of a macroblock from what is already shown around it. Flat cells
 * stay flat in the three modes used. Spec: ITU-T H.264 (08/2021) 8.3.3.
 */
export function predictLuma(shown: CellPicture, { mb, mode }: Prediction, into: Int32Array): void {
  const stride = shown.mbWidth * 4;
  const mbX = mb % shown.mbWidth;
  const at = (mb - mbX) * 16 + mbX * 4;
  const { luma } = shown;
  if (mode === LumaMode.vertical) {
    for (let i = 0; i < 16; i++) into[i] = luma[at - stride + (i & 3)]!;
  } else if (mode === LumaMode.horizontal) {
    for (let i = 0; i < 16; i++) into[i] = luma[at + (i >> 2) * stride - 1]!;
  } else {
    into.fill(meanOfNeighbours(shown, mb));
  }
}

/** The mean of the samples above and to the left, of those that are there. Spec: 8.3.3.3. */
function meanOfNeighbours({ luma, mbWidth }: CellPicture, mb: number): number {
  const stride = mbWidth * 4;
  const mbX = mb % mbWidth;
  const at = (mb - mbX) * 16 + mbX * 4;
  const hasAbove = mb >= mbWidth, hasLeft = mbX > 0;
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    if (hasAbove) sum += luma[at - stride + i]! * 4;
    if (hasLeft) sum += luma[at + i * stride - 1]! * 4;
  }
  if (hasLeft && hasAbove) return (sum + 16) >> 5;
  return hasLeft || hasAbove ? (sum + 8) >> 4 : 128;
}

/**
 * Predicts the four cells of a chroma component. Spec: ITU-T H.264 (08/2021) 8.3.4.
 *
 * @param cells The component as it is already shown
 */
export function predictChroma(
  cells: Uint8Array,
  { mb, mode, mbWidth }: Prediction & { readonly mbWidth: number },
  into: Int32Array,
): void {
  const stride = mbWidth * 2;
  const mbX = mb % mbWidth;
  const at = (mb - mbX) * 4 + mbX * 2;
  const hasAbove = mb >= mbWidth, hasLeft = mbX > 0;
  for (let i = 0; i < 4; i++) {
    const above = hasAbove ? cells[at - stride + (i & 1)]! : -1;
    const left = hasLeft ? cells[at + (i >> 1) * stride - 1]! : -1;
    if (mode === ChromaMode.vertical) into[i] = above;
    else if (mode === ChromaMode.horizontal) into[i] = left;
    else into[i] = chromaMean(i, above, left);
  }
}

/**
 * The DC rule for one cell: both neighbours on the diagonal, else the nearer one, if it is there.
 * Spec: 8.3.4.1 to 8.3.4.3.
 *
 * @param above -1 if it is outside of the picture, and so is `left`
 */
function chromaMean(cell: number, above: number, left: number): number {
  if (above < 0) return left < 0 ? 128 : left;
  if (left < 0) return above;
  if (cell === 1) return above;
  return cell === 2 ? left : (above + left + 1) >> 1;
}
