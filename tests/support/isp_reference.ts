/** The stages one after the other, from the black level on, as the kernels do them at once. @module */
import { subtractBlack } from "../../lib/isp/black_level.ts";
import type { DeveloperOptions } from "../../lib/isp/developer.ts";
import type { Gains, Planes } from "../../lib/isp/shape.ts";
import { developByStages } from "./develop_by_stages.ts";

/** Develops by the reference. @returns 12 bits */
export function developReference(
  samples: Uint16Array,
  { gains, ...options }: DeveloperOptions & { readonly gains: Gains },
): Planes {
  const { profile, bitDepth, quality = profile.demosaic } = options;
  const level = { bitDepth, blackLevel: profile.blackLevel };
  const mosaic = subtractBlack({ ...options, samples }, level);
  return developByStages(mosaic, { profile: { ...profile, demosaic: quality }, gains });
}
