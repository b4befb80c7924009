import { clampSample, multiplyQ15 } from "./fixed_point.ts";
import { splitLuma } from "./luma.ts";
import type { Planes } from "./shape.ts";

/** How a picture is sharpened. */
export interface Sharpness {
  /** What is added of the difference between a pixel and the mean of its four neighbours, 0 to just below 4. */
  readonly amount: number;
  /** What such a difference must exceed, on the 12-bit scale after gamma: less is noise. 0 to 4095. */
  readonly coring: number;
}

/** The numbers of the stage, as the kernels take them. */
export interface SharpenStep {
  /** A quarter of the amount, in Q15. */
  readonly amount: number;
  /** Four times the coring. */
  readonly coring: number;
}

/** Works out the numbers of the stage. @returns 16 bits each */
export function sharpenStep({ amount, coring }: Sharpness): SharpenStep {
  return {
    amount: Math.min(32767, Math.round(amount * 8192)),
    coring: Math.round(coring) * 4,
  };
}

/**
 * Sharpens luma: adds to the three colours of a pixel what its luma differs from the mean of its four
 * neighbours', where that is more than noise. At the border a neighbour outside counts as the pixel itself.
 *
 * @param planes After gamma; only read
 * @param sharpness How much
 * @returns planes of their own, held between 0 and 4095
 */
export function sharpen(planes: Planes, sharpness: Sharpness): Planes {
  const { width, height } = planes;
  const { amount, coring } = sharpenStep(sharpness);
  const { luma } = splitLuma(planes);
  const added = luma.map((value, at) => {
    const x = at % width, y = Math.floor(at / width);
    const left = x > 0 ? luma[at - 1]! : value;
    const right = x + 1 < width ? luma[at + 1]! : value;
    const above = y > 0 ? luma[at - width]! : value;
    const below = y + 1 < height ? luma[at + width]! : value;
    const difference = 4 * value - left - right - above - below;
    const beyond = Math.max(0, Math.abs(difference) - coring);
    return multiplyQ15(difference < 0 ? -beyond : beyond, amount);
  });
  const add = (plane: Uint16Array): Uint16Array =>
    plane.map((value, at) => clampSample(value + added[at]!));
  return { ...planes, red: add(planes.red), green: add(planes.green), blue: add(planes.blue) };
}
