import type { CellPicture } from "./cell_picture.ts";

/** `Intra16x16PredMode`. Spec: ITU-T H.264 (08/2021) table 8-4. */
export const LumaMode = { vertical: 0, horizontal: 1, dc: 2 } as const;

/** `intra_chroma_pred_mode`. Spec: ITU-T H.264 (08/2021) table 8-5. */
export const ChromaMode = { dc: 0, horizontal: 1, vertical: 2 } as const;

/** Where a macroblock is; those to its left and above are known when it is not at the border. */
export interface MacroblockPosition {
  /** Column, from 0. */
  readonly mbX: number;
  /** Row, from 0. */
  readonly mbY: number;
}

/**
 * Predicts the 16 luma cells of a macroblock from what is already shown around it. Flat cells
 * stay flat in the three modes used. Spec: ITU-T H.264 (08/2021) 8.3.3.
 *
 * @param mode Of {@linkcode LumaMode}, with the neighbour it needs inside the picture
 */
export function predictLuma(
  prediction: Int32Array,
  shown: CellPicture,
  { mbX, mbY, mode }: MacroblockPosition & { mode: number },
): void {
  const stride = shown.mbWidth * 4;
  const at = mbY * 4 * stride + mbX * 4;
  if (mode === LumaMode.dc) {
    prediction.fill(lumaDc(shown, { mbX, mbY }));
    return;
  }
  for (let i = 0; i < 16; i++) {
    prediction[i] = mode === LumaMode.vertical
      ? shown.luma[at - stride + (i & 3)]!
      : shown.luma[at + (i >> 2) * stride - 1]!;
  }
}

/** The mean of the samples above and to the left, of those that are there. Spec: 8.3.3.3. */
function lumaDc(shown: CellPicture, { mbX, mbY }: MacroblockPosition): number {
  const stride = shown.mbWidth * 4;
  const at = mbY * 4 * stride + mbX * 4;
  let top = 0, left = 0;
  for (let i = 0; i < 4; i++) {
    if (mbY > 0) top += shown.luma[at - stride + i]! * 4;
    if (mbX > 0) left += shown.luma[at + i * stride - 1]! * 4;
  }
  if (mbX > 0 && mbY > 0) return (top + left + 16) >> 5;
  if (mbX > 0 || mbY > 0) return (top + left + 8) >> 4;
  return 128;
}

/**
 * Predicts the four cells of a chroma component. Spec: ITU-T H.264 (08/2021) 8.3.4.
 *
 * @param mode Of {@linkcode ChromaMode}, with the neighbour it needs inside the picture
 */
export function predictChroma(
  prediction: Int32Array,
  cells: Uint8Array,
  { mbX, mbY, mode, mbWidth }: MacroblockPosition & { mode: number; mbWidth: number },
): void {
  const stride = mbWidth * 2;
  const at = mbY * 2 * stride + mbX * 2;
  for (let i = 0; i < 4; i++) {
    const x = i & 1, y = i >> 1;
    const above = mbY > 0 ? cells[at - stride + x]! : undefined;
    const before = mbX > 0 ? cells[at + y * stride - 1]! : undefined;
    if (mode === ChromaMode.vertical) prediction[i] = above!;
    else if (mode === ChromaMode.horizontal) prediction[i] = before!;
    else prediction[i] = chromaDc(i, above, before);
  }
}

/** The DC rule: mixed on the diagonal, else the nearer side first. Spec: 8.3.4.1 to 8.3.4.3. */
function chromaDc(block: number, above: number | undefined, before: number | undefined): number {
  if ((block === 0 || block === 3) && above !== undefined && before !== undefined) {
    return (4 * above + 4 * before + 4) >> 3;
  }
  return (block === 1 ? above ?? before : before ?? above) ?? 128;
}
