import { applyMatrix } from "../../lib/isp/colour_matrix.ts";
import { demosaicBest } from "../../lib/isp/demosaic_best.ts";
import { coded, decoded, demosaicCurveOf } from "../../lib/isp/demosaic_curve.ts";
import { demosaicFast } from "../../lib/isp/demosaic_fast.ts";
import { denoise } from "../../lib/isp/denoise.ts";
import { applyGamma } from "../../lib/isp/gamma.ts";
import type { IspProfile } from "../../lib/isp/mod.ts";
import type { Gains, Mosaic, Planes } from "../../lib/isp/shape.ts";
import { sharpen } from "../../lib/isp/sharpen.ts";
import { applyGains } from "../../lib/isp/white_balance.ts";

/**
 * Develops a mosaic stage by stage, as the reference does it. Where the picture gets the curve of sRGB, the samples
 * get a curve before the demosaic, which is taken back for a colour matrix.
 *
 * @param mosaic Samples of 12 bits without black level; only read
 * @param how Profile, and gains to apply whatever the profile's white balance says
 * @returns planes of their own, gamma-coded unless the profile says otherwise
 */
export function developByStages(
  mosaic: Mosaic,
  { profile, gains }: { profile: IspProfile; gains: Gains },
): Planes {
  const { demosaic, gamma, colourMatrix } = profile;
  const curve = demosaicCurveOf(profile);
  const samples = coded(applyGains(mosaic, gains), curve);
  let planes = demosaic === "best" ? demosaicBest(samples) : demosaicFast(samples);
  if (colourMatrix !== "off") {
    planes = applyMatrix(curve === "undone" ? decoded(planes) : planes, colourMatrix);
    if (gamma === "srgb") planes = applyGamma(planes);
  }
  if (profile.denoise !== "off") planes = denoise(planes, profile.denoise);
  return profile.sharpen === "off" ? planes : sharpen(planes, profile.sharpen);
}
