/** Zig-zag scan of a 4 x 4 block: the place in rows of each level. Spec: ITU-T H.264 (08/2021) 8.5.6. */
const ZIGZAG = [0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15];

/**
 * The 4 x 4 Hadamard transform of the DC values, in place; twice is 16 times the input.
 * Spec: ITU-T H.264 (08/2021) 8.5.10.
 */
export function transformLuma(block: Int32Array): void {
  for (let i = 0; i < 16; i += 4) transformLine(block, i, 1);
  for (let i = 0; i < 4; i++) transformLine(block, i, 4);
}

/** The transform of four values in place, `step` apart: a row, a column, or a border. */
export function transformLine(block: Int32Array, at: number, step: number): void {
  const a = block[at]!, b = block[at + step]!, c = block[at + 2 * step]!, d = block[at + 3 * step]!;
  block[at] = a + b + c + d;
  block[at + step] = a + b - c - d;
  block[at + 2 * step] = a - b - c + d;
  block[at + 3 * step] = a - b + c - d;
}

/**
 * The 2 x 2 transform of a chroma component's DC values, in place; twice is 4 times the input.
 * Spec: ITU-T H.264 (08/2021) 8.5.11.1.
 */
export function transformChroma(block: Int32Array): void {
  const a = block[0]!, b = block[1]!, c = block[2]!, d = block[3]!;
  block[0] = a + b + c + d;
  block[1] = a - b + c - d;
  block[2] = a + b - c - d;
  block[3] = a - b - c + d;
}

/** A quantiser that the encoder uses, as the decoder's arithmetic makes of it. */
export interface Quantiser {
  /** `QPY`, and the same for chroma below 30. */
  readonly qp: number;
  /** Transformed residual of one level. */
  readonly step: number;
  /** Residual per transformed level, in 64ths. */
  readonly scale: number;
}

/** Coarse: 13 per level. LevelScale 16 * 13, << 8 - 6, over 64. Spec: 8.5.10. */
export const COARSE: Quantiser = { qp: 50, step: 208, scale: 832 };

/** Fine: an eighth per level. LevelScale 16 * 16, >> 6 - 1, over 64. Spec: 8.5.10. */
export const FINE: Quantiser = { qp: 10, step: 2, scale: 8 };

/** Residual per transformed chroma level at {@linkcode FINE}, in 64ths: 16 * 16 << 1 >> 5. */
const CHROMA_SCALE = 16;

/** Whether levels of a quantiser give a transformed luma residual without rest. */
export function isExact(transformed: Int32Array, quantiser: Quantiser): boolean {
  for (let i = 0; i < 16; i++) if (transformed[i]! % quantiser.step !== 0) return false;
  return true;
}

/** Quantises a transformed luma residual into levels in scan order. */
export function quantiseLuma(
  transformed: Int32Array,
  levels: Int32Array,
  quantiser: Quantiser,
): void {
  for (let i = 0; i < 16; i++) {
    levels[i] = Math.round(transformed[ZIGZAG[i]!]! / quantiser.step);
  }
}

/** The residual that a decoder makes of levels in scan order. Spec: 8.5.10, 8.5.12. */
export function reconstructLuma(
  levels: Int32Array,
  residual: Int32Array,
  quantiser: Quantiser,
): void {
  for (let i = 0; i < 16; i++) residual[ZIGZAG[i]!] = levels[i]!;
  transformLuma(residual);
  for (let i = 0; i < 16; i++) residual[i] = (residual[i]! * quantiser.scale + 32) >> 6;
}

/** The chroma residual that a decoder makes of levels at {@linkcode FINE}. Spec: 8.5.11. */
export function reconstructChroma(levels: Int32Array, residual: Int32Array): void {
  residual.set(levels);
  transformChroma(residual);
  for (let i = 0; i < 4; i++) residual[i] = (residual[i]! * CHROMA_SCALE + 32) >> 6;
}
