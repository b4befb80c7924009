/** How near a picture came to the truth. @module */
import type { Gains, Planes } from "../../lib/isp/shape.ts";

/** Pixels at the edge that the literature on demosaicing leaves out. */
const border = 8;

/**
 * The peak signal-to-noise ratio over all three colours.
 *
 * @param planes What was made
 * @param truth What should have been made
 * @returns dB, of pixels that are not at the edge
 */
export function cpsnr(planes: Planes, truth: Planes): number {
  const { width, height } = truth;
  let sum = 0;
  for (const colour of ["red", "green", "blue"] as const) {
    const made = planes[colour], wanted = truth[colour];
    for (let y = border; y < height - border; y++) {
      for (let at = y * width + border; at < (y + 1) * width - border; at++) {
        sum += (made[at]! - wanted[at]!) ** 2;
      }
    }
  }
  const count = 3 * (width - 2 * border) * (height - 2 * border);
  return 10 * Math.log10(4095 ** 2 * count / sum);
}

/**
 * The angle between the light that gains take for white and the light that was.
 *
 * @param gains Estimated
 * @param truth The gains that make grey grey
 * @returns degrees
 */
export function angularError(gains: Gains, truth: Gains): number {
  const estimated = [1 / gains.red, 1, 1 / gains.blue];
  const real = [1 / truth.red, 1, 1 / truth.blue];
  const dot = estimated.reduce((sum, value, index) => sum + value * real[index]!, 0);
  const cosine = dot / Math.hypot(...estimated) / Math.hypot(...real);
  return Math.acos(Math.min(1, cosine)) * 180 / Math.PI;
}

/** The mean of numbers. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
