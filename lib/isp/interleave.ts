import { multiplyQ15 } from "./fixed_point.ts";
import type { Planes } from "./shape.ts";

/**
 * Puts the planes together, pixel after pixel, as picture files want them.
 *
 * @param planes 12 bits; only read
 * @param depth Bits of a value in the result: 8, rounded, or 16, where 4095 becomes 65535
 * @returns red, green, blue of the first pixel, then of the next one
 */
export function interleave(planes: Planes, depth: 8): Uint8Array<ArrayBuffer>;
export function interleave(planes: Planes, depth: 16): Uint16Array<ArrayBuffer>;
export function interleave(
  { width, height, red, green, blue }: Planes,
  depth: 8 | 16,
): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const length = 3 * width * height;
  const result = depth === 8 ? new Uint8Array(length) : new Uint16Array(length);
  const scaled = depth === 8
    ? (value: number): number => multiplyQ15(value << 3, 255)
    : (value: number): number => value << 4 | value >> 8;
  [red, green, blue].forEach((plane, colour) => {
    plane.forEach((value, pixel) => result[3 * pixel + colour] = scaled(value));
  });
  return result;
}
