import type { Mosaic, Planes } from "../../lib/isp/shape.ts";

/**
 * The yardstick that others are measured against: each missing colour is the mean of its nearest samples.
 *
 * @param mosaic Samples; only read
 * @returns planes of their own
 */
export function demosaicBilinear({ width, height, bayer, samples }: Mosaic): Planes {
  const plane = (letter: string): Uint16Array =>
    Uint16Array.from({ length: width * height }, (_, at) => {
      const x = at % width, y = Math.floor(at / width);
      const isOwn = (x: number, y: number): boolean => bayer[2 * (y & 1) + (x & 1)] === letter;
      if (isOwn(x, y)) return samples[at]!;
      const beside = [[-1, 0], [1, 0], [0, -1], [0, 1]] as const;
      const diagonal = [[-1, -1], [1, -1], [-1, 1], [1, 1]] as const;
      const near = beside.filter(([dx, dy]) => isOwn(x + dx, y + dy));
      const values = (near.length > 0 ? near : diagonal).map(([dx, dy]) =>
        samples[mirrored(y + dy, height) * width + mirrored(x + dx, width)]!
      );
      return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
    });
  return { width, height, red: plane("R"), green: plane("G"), blue: plane("B") };
}

function mirrored(place: number, size: number): number {
  return place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place;
}
