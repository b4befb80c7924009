import { type Planes, sampleLimit } from "./shape.ts";

/**
 * The curve of sRGB as a table: linear light in, what is shown out, both 0 to 4095.
 *
 * Spec: IEC 61966-2-1:1999 5.2.
 *
 * @returns 4096 values, a new array
 */
export function gammaTable(): Uint16Array {
  return Uint16Array.from({ length: sampleLimit + 1 }, (_, index) => {
    const light = index / sampleLimit;
    const shown = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
    return Math.round(shown * sampleLimit);
  });
}

/**
 * Applies the curve of sRGB.
 *
 * @param planes Linear light; only read
 * @returns planes of their own
 */
export function applyGamma(planes: Planes): Planes {
  const table = gammaTable();
  const apply = (plane: Uint16Array): Uint16Array => plane.map((value) => table[value]!);
  const { red, green, blue } = planes;
  return { ...planes, red: apply(red), green: apply(green), blue: apply(blue) };
}
