/** Packs samples as sensors and receivers do, for tests of what unpacks them. @module */
import type { RawGeometry } from "../../../lib/bayer/mod.ts";
import { compressRow } from "./compress.ts";

/**
 * Packs a frame.
 *
 * @param samples Of as many bits as the format stores; PiSP's compression rounds them.
 * @param fill What stands in the padding.
 */
export function packFrame(
  samples: ArrayLike<number>,
  { format, width, height, strideBytes }: RawGeometry,
  fill = 0xa5,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(strideBytes * height).fill(fill);
  for (let y = 0; y < height; y++) {
    const row = Array.from({ length: width }, (_, x) => samples[y * width + x]!);
    bytes.set(packers[format.packing](row), y * strideBytes);
  }
  return bytes;
}

const packers = {
  "plain-8": (row: number[]) => row,
  "plain-16": (row: number[]) => row.flatMap((sample) => [sample & 255, sample >> 8]),
  "csi2-10": (row: number[]) =>
    groups(row, 4).flatMap((group) => [
      ...group.map((sample) => sample >> 2),
      group.reduce((low, sample, i) => low | (sample & 3) << 2 * i, 0),
    ]),
  "csi2-12": (row: number[]) =>
    groups(row, 2).flatMap(([first = 0, second = 0]) => [
      first >> 4,
      second >> 4,
      first & 15 | (second & 15) << 4,
    ]),
  "pisp-comp1": compressRow,
} as const;

/** Cuts into groups; the last one is filled up with its last sample. */
export function groups(row: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(row.length / size) }, (_, i) => {
    const group = row.slice(i * size, (i + 1) * size);
    while (group.length < size) group.push(group.at(-1)!);
    return group;
  });
}
