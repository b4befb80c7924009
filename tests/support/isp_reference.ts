/** The stages one after the other, as the kernels do them at once. @module */
import { subtractBlack } from "../../lib/isp/black_level.ts";
import { applyMatrix } from "../../lib/isp/colour_matrix.ts";
import { demosaicBest } from "../../lib/isp/demosaic_best.ts";
import { demosaicFast } from "../../lib/isp/demosaic_fast.ts";
import { denoise } from "../../lib/isp/denoise.ts";
import type { DeveloperOptions } from "../../lib/isp/developer.ts";
import { applyGamma } from "../../lib/isp/gamma.ts";
import type { Gains, Mosaic, Planes } from "../../lib/isp/shape.ts";
import { sharpen } from "../../lib/isp/sharpen.ts";
import { applyGains } from "../../lib/isp/white_balance.ts";

/** Develops by the reference. @returns 12 bits */
export function developReference(
  samples: Uint16Array,
  { gains, ...options }: DeveloperOptions & { readonly gains: Gains },
): Planes {
  const { profile, bitDepth } = options;
  const mosaic: Mosaic = { ...options, samples };
  const level = { bitDepth, blackLevel: profile.blackLevel };
  const balanced = applyGains(subtractBlack(mosaic, level), gains);
  const best = (options.quality ?? profile.demosaic) === "best";
  let planes = best ? demosaicBest(balanced) : demosaicFast(balanced);
  if (profile.colourMatrix !== "off") planes = applyMatrix(planes, profile.colourMatrix);
  if (profile.gamma === "srgb") planes = applyGamma(planes);
  if (profile.denoise !== "off") planes = denoise(planes, profile.denoise);
  return profile.sharpen === "off" ? planes : sharpen(planes, profile.sharpen);
}
