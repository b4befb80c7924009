import { Developer, type Gains, type IspProfile } from "../../lib/isp/mod.ts";
import type { Mosaic, Planes } from "../../lib/isp/shape.ts";

/**
 * Develops a mosaic as the product does: in WebAssembly.
 *
 * @param mosaic Samples of 12 bits without black level; only read
 * @param how Profile, and gains to apply whatever the profile's white balance says
 * @returns planes of 12 bits of their own, taken out of a picture of 16
 */
export function developByKernels(
  mosaic: Mosaic,
  { profile, gains }: { profile: IspProfile; gains: Gains },
): Planes {
  const { width, height, samples } = mosaic;
  const developer = new Developer({
    ...{ ...mosaic, bitDepth: 12 },
    profile: { ...profile, blackLevel: 0 },
  });
  const raw = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const { buffer, byteOffset } = developer.develop(raw, { gains, depth: 16 });
  const rgb = new Uint16Array(buffer, byteOffset, 3 * width * height);
  const plane = (colour: number): Uint16Array =>
    Uint16Array.from({ length: width * height }, (_, pixel) => rgb[3 * pixel + colour]! >> 4);
  return { width, height, red: plane(0), green: plane(1), blue: plane(2) };
}
