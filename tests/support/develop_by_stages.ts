import { applyMatrix } from "../../lib/isp/colour_matrix.ts";
import { demosaicBest } from "../../lib/isp/demosaic_best.ts";
import { demosaicFast } from "../../lib/isp/demosaic_fast.ts";
import { denoise } from "../../lib/isp/denoise.ts";
import { applyGamma, gammaTable } from "../../lib/isp/gamma.ts";
import { lightTable } from "../../lib/isp/gamma_inverse.ts";
import type { IspProfile } from "../../lib/isp/mod.ts";
import type { Gains, Mosaic, Planes } from "../../lib/isp/shape.ts";
import { sharpen } from "../../lib/isp/sharpen.ts";
import { applyGains } from "../../lib/isp/white_balance.ts";

/**
 * Develops a mosaic stage by stage, as the reference does it. Where the picture gets the curve of sRGB, the samples
 * get it before the demosaic: what is interpolated in linear light is off in the shadows, which the curve brings out,
 * by 4 dB over the picture. A colour matrix needs linear light, so it is taken back for it.
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
  const linear = applyGains(mosaic, gains);
  const coded = gamma === "srgb" ? byTable(linear, gammaTable()) : linear;
  let planes = demosaic === "best" ? demosaicBest(coded) : demosaicFast(coded);
  if (colourMatrix !== "off") {
    if (gamma === "srgb") planes = applyGamma(applyMatrix(lightOf(planes), colourMatrix));
    else planes = applyMatrix(planes, colourMatrix);
  }
  if (profile.denoise !== "off") planes = denoise(planes, profile.denoise);
  return profile.sharpen === "off" ? planes : sharpen(planes, profile.sharpen);
}

function byTable(mosaic: Mosaic, table: Uint16Array): Mosaic {
  return { ...mosaic, samples: mosaic.samples.map((sample) => table[sample]!) };
}

function lightOf(planes: Planes): Planes {
  const table = lightTable();
  const light = (plane: Uint16Array): Uint16Array => plane.map((value) => table[value]!);
  const { red, green, blue } = planes;
  return { ...planes, red: light(red), green: light(green), blue: light(blue) };
}
