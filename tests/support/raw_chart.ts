/** A RAW frame of patches with known colours, and what they are to look like. @module */

/** A patch's colours, linear, 0 to 4095. */
export type Linear = readonly [red: number, green: number, blue: number];

/** Four patches: left and right in the upper half, left and right in the lower. Their mean is no colour. */
export const patches: readonly Linear[] = [
  [2400, 400, 400],
  [400, 2400, 400],
  [400, 400, 2400],
  [1600, 1600, 1600],
];

/** The patches through a mosaic of order RGGB, as the payload of a `raw12` frame. */
export function rawChart(
  { width, height, brighter = 0 }: { width: number; height: number; brighter?: number },
): Uint8Array<ArrayBuffer> {
  const samples = new Uint16Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const patch = patches[(2 * y < height ? 0 : 2) + (2 * x < width ? 0 : 1)]!;
      samples[y * width + x] = patch[(y & 1) + (x & 1)]! + brighter;
    }
  }
  return new Uint8Array(samples.buffer);
}

/** What a patch is to be in a picture of 8 bits: linear light through the curve of sRGB. */
export function shown(patch: Linear): number[] {
  return patch.map((value) => {
    const linear = value / 4095;
    const curved = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
    return 255 * curved;
  });
}

/** The colours in the middle of each patch of a picture or video, as ffmpeg decodes it. */
export async function decodedPatches(path: string): Promise<number[][]> {
  const { stdout, stderr } = await new Deno.Command("ffmpeg", {
    args: [
      ...["-v", "error", "-i", path, "-frames:v", "1", "-vf", "scale=4:4:flags=area"],
      ...["-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
    ],
  }).output();
  const complaint = new TextDecoder().decode(stderr);
  if (stdout.length !== 48) throw new Error(`${path} cannot be decoded: ${complaint}`);
  return [[0, 0], [3, 0], [0, 3], [3, 3]].map(([x = 0, y = 0]) => [
    ...stdout.subarray(3 * (4 * y + x), 3 * (4 * y + x) + 3),
  ]);
}
