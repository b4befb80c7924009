import { sampleLimit } from "./shape.ts";

/**
 * The curve of sRGB the other way round, as a table: what is shown in, linear light out, both 0 to 4095. A sample that
 * was gamma-coded comes back to within 2.
 *
 * Spec: IEC 61966-2-1:1999 5.2.
 *
 * @returns 4096 values, a new array
 */
export function lightTable(): Uint16Array {
  return Uint16Array.from({ length: sampleLimit + 1 }, (_, index) => {
    const shown = index / sampleLimit;
    const light = shown <= 0.04045 ? shown / 12.92 : ((shown + 0.055) / 1.055) ** 2.4;
    return Math.round(light * sampleLimit);
  });
}
