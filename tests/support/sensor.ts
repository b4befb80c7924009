/** What a sensor would have seen of a picture: linear light, cast, noise, and a colour filter on each pixel. @module */
import type { BayerOrder, Gains, Mosaic, Planes } from "../../lib/isp/shape.ts";
import { planesOf, type RgbPicture } from "./rgb_picture.ts";

/**
 * Keeps one colour of each pixel.
 *
 * @param planes Three colours a pixel
 * @param bayer Which one where
 * @returns samples of their own
 */
export function mosaicOf({ width, height, ...colours }: Planes, bayer: BayerOrder): Mosaic {
  const byLetter = { R: colours.red, G: colours.green, B: colours.blue };
  const cell = [...bayer].map((letter) => byLetter[letter as "R" | "G" | "B"]);
  const samples = Uint16Array.from({ length: width * height }, (_, at) => {
    const x = at % width, y = Math.floor(at / width);
    return cell[2 * (y & 1) + (x & 1)]![at]!;
  });
  return { width, height, bayer, samples };
}

/**
 * The light that a picture shows.
 *
 * @param picture Gamma-coded with the curve of sRGB
 * @param exposure What the light is multiplied by; what is above 4095 then is cut, as a sensor does
 * @returns linear planes of 12 bits
 */
export function lightOf(picture: RgbPicture, exposure = 1): Planes {
  return planesOf(picture, (value) => {
    const shown = value / 255;
    const light = shown <= 0.04045 ? shown / 12.92 : ((shown + 0.055) / 1.055) ** 2.4;
    return Math.min(4095, Math.round(light * exposure * 4095));
  });
}

/**
 * Light as a sensor sees it that is less sensitive to red and blue.
 *
 * @param planes Linear light
 * @param gains What red and blue are divided by: the gains that undo it
 * @returns planes of their own
 */
export function castOf(planes: Planes, gains: Gains): Planes {
  const divided = (plane: Uint16Array, by: number): Uint16Array =>
    plane.map((value) => Math.round(value / by));
  return {
    ...planes,
    red: divided(planes.red, gains.red),
    blue: divided(planes.blue, gains.blue),
  };
}

/** How noisy a sensor is. */
export interface Noise {
  /** Standard deviation in the dark, of 4095. */
  readonly read: number;
  /** Variance for each unit of signal, of 4095: the gain. */
  readonly shot: number;
}

/**
 * Adds noise, the same at every call.
 *
 * @param mosaic Samples without noise; only read
 * @param noise How much
 * @returns a mosaic of its own, 0 to 4095
 */
export function noisy(mosaic: Mosaic, { read, shot }: Noise): Mosaic {
  const normal = normals(20070116);
  const samples = mosaic.samples.map((sample) => {
    const value = sample + Math.sqrt(read ** 2 + shot * sample) * normal();
    return Math.max(0, Math.min(4095, Math.round(value)));
  });
  return { ...mosaic, samples };
}

/** Numbers of mean 0 and deviation 1, near enough to normal ones: sums of twelve even ones. */
function normals(seed: number): () => number {
  let state = seed;
  const even = (): number => {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    return (state >>> 8) / 2 ** 24;
  };
  return () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += even();
    return sum;
  };
}
