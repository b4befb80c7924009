import type { Sps } from "./sps.ts";

/** No access unit may be larger, whatever its picture: what one wire message can carry. */
export const MAX_UNIT_BYTES = 16 * 1024 * 1024;

/** Small pictures may still come with much filler data at a constant rate. */
const LEAST_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * How large an access unit of a stream can sensibly become: past it, something else is in the stream.
 * A macroblock may take 128 bits more than its samples would uncoded; emulation prevention adds at
 * most half.
 *
 * Spec: ITU-T H.264 (08/2021) A.3.1, number of bits of macroblock_layer( ).
 *
 * @param sps The stream's sequence parameter set, if it has come.
 * @returns Bytes, 4 MiB to {@linkcode MAX_UNIT_BYTES}.
 */
export function unitLimitBytes(sps: Sps | undefined): number {
  if (!sps) return MAX_UNIT_BYTES;
  const chroma = [0, 0.5, 1, 2][sps.chromaFormatIdc] ?? 2;
  const sampleBits = 256 * (sps.bitDepthLuma + chroma * sps.bitDepthChroma);
  const macroblocks = sps.codedWidth * sps.codedHeight / 256;
  const bytes = macroblocks * (128 + sampleBits) / 8 * 1.5;
  return Math.min(MAX_UNIT_BYTES, Math.max(LEAST_LIMIT_BYTES, Math.ceil(bytes)));
}
