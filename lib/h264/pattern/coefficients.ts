import type { BitWriter } from "./bit_writer.ts";
import {
  CHROMA_DC_COEFF_TOKEN,
  CHROMA_DC_TOTAL_ZEROS,
  COEFF_TOKEN,
  RUN_BEFORE,
  TOTAL_ZEROS,
} from "./coefficient_tables.ts";

/** Greatest magnitude of a level that Baseline's `level_prefix` of at most 15 can say. */
export const MAX_LEVEL = 2063;

/**
 * Writes `residual_block_cavlc()` of a block whose neighbours have no AC coefficients (nC = 0), or
 * of the four DC levels of a chroma component (nC = -1). Spec: ITU-T H.264 (08/2021) 7.3.5.3.2, 9.2.
 *
 * @param levels The levels in scan order: 16, or 4 for chroma DC; each at most
 * {@linkcode MAX_LEVEL} in magnitude
 */
export function writeCoefficients(writer: BitWriter, levels: Int32Array): void {
  const isChromaDc = levels.length === 4;
  let last = levels.length - 1;
  while (last >= 0 && levels[last] === 0) last--;
  let total = 0;
  for (let i = 0; i <= last; i++) if (levels[i] !== 0) total++;
  const trailingOnes = countTrailingOnes(levels, last);
  const token = (isChromaDc ? CHROMA_DC_COEFF_TOKEN : COEFF_TOKEN)[trailingOnes]![
    total - trailingOnes
  ]!;
  writer.u(token.bits, token.length);
  if (total === 0) return;
  writeLevels(writer, levels, { last, trailingOnes, total });
  const zeros = last + 1 - total;
  if (total < levels.length) {
    const code = (isChromaDc ? CHROMA_DC_TOTAL_ZEROS : TOTAL_ZEROS)[total - 1]![zeros]!;
    writer.u(code.bits, code.length);
  }
  writeRuns(writer, levels, { last, zeros });
}

function countTrailingOnes(levels: Int32Array, last: number): number {
  let ones = 0;
  for (let i = last; i >= 0 && ones < 3; i--) {
    const level = levels[i]!;
    if (level === 0) continue;
    if (level !== 1 && level !== -1) break;
    ones++;
  }
  return ones;
}

/** Signs of the trailing ones, then the other levels, highest frequency first. */
function writeLevels(
  writer: BitWriter,
  levels: Int32Array,
  { last, trailingOnes, total }: { last: number; trailingOnes: number; total: number },
): void {
  let suffixLength = total > 10 && trailingOnes < 3 ? 1 : 0;
  let onesLeft = trailingOnes;
  let isFirst = true;
  for (let i = last; i >= 0; i--) {
    const level = levels[i]!;
    if (level === 0) continue;
    if (onesLeft > 0) {
      writer.u(level < 0 ? 1 : 0, 1);
      onesLeft--;
      continue;
    }
    // After fewer than three trailing ones the first level cannot be +-1, so it is coded one less.
    const bias = isFirst && trailingOnes < 3 ? 2 : 0;
    writeLevel(writer, (level > 0 ? 2 * level - 2 : -2 * level - 1) - bias, suffixLength);
    if (suffixLength === 0) suffixLength = 1;
    if (Math.abs(level) > 3 << (suffixLength - 1) && suffixLength < 6) suffixLength++;
    isFirst = false;
  }
}

/** `level_prefix` and `level_suffix` of one level. Spec: 9.2.2.1. */
function writeLevel(writer: BitWriter, levelCode: number, suffixLength: number): void {
  if (suffixLength === 0 && levelCode >= 14 && levelCode < 30) {
    writer.u(1, 15);
    writer.u(levelCode - 14, 4);
    return;
  }
  const escape = suffixLength === 0 ? 30 : 15 << suffixLength;
  if (levelCode >= escape) {
    writer.u(1, 16);
    writer.u(levelCode - escape, 12);
    return;
  }
  writer.u(1, (levelCode >> suffixLength) + 1);
  writer.u(levelCode & ((1 << suffixLength) - 1), suffixLength);
}

/** How many zeros stand before each level, highest frequency first, as long as any are left. */
function writeRuns(
  writer: BitWriter,
  levels: Int32Array,
  { last, zeros }: { last: number; zeros: number },
): void {
  let zerosLeft = zeros;
  let at = last;
  while (zerosLeft > 0) {
    let next = at - 1;
    while (next >= 0 && levels[next] === 0) next--;
    if (next < 0) return;
    const run = at - next - 1;
    const code = RUN_BEFORE[Math.min(zerosLeft, 7) - 1]![run]!;
    writer.u(code.bits, code.length);
    zerosLeft -= run;
    at = next;
  }
}
