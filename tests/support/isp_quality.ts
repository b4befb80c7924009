/** The figures that tell how well RAW frames are developed: of one picture, or the mean over several. @module */
import { demosaicBest } from "../../lib/isp/demosaic_best.ts";
import { demosaicFast } from "../../lib/isp/demosaic_fast.ts";
import { defaultProfile, type IspProfile } from "../../lib/isp/mod.ts";
import type { Gains, Mosaic, Planes } from "../../lib/isp/shape.ts";
import { gainsOf, measureEdges } from "../../lib/isp/white_balance_estimate.ts";
import { demosaicBilinear } from "./demosaic_bilinear.ts";
import { developByKernels } from "./develop_by_kernels.ts";
import { angularError, cpsnr, mean } from "./picture_quality.ts";
import { planesOf, type RgbPicture } from "./rgb_picture.ts";
import { castOf, lightOf, mosaicOf, noisy } from "./sensor.ts";

/** Develops a linear mosaic of 12 bits with given gains: the kernels, or the stages one by one. */
export type Develop = (mosaic: Mosaic, how: { profile: IspProfile; gains: Gains }) => Planes;

/** What makes grey grey again under the lights that are tried; the first one is that of the pipeline's figures. */
export const casts: readonly Gains[] = [
  { red: 1.9, blue: 1.6 },
  { red: 1.4, blue: 2.2 },
  { red: 2.4, blue: 1.3 },
  { red: 1.6, blue: 1.9 },
  { red: 2.2, blue: 2 },
  { red: 1, blue: 1 },
];

/** A pixel of 8000 electrons at a gain of four: 2000 are 4095, with four of read noise. */
const noise = { read: 8, shot: 2 };

/** dB of the demosaic alone, of a gamma-coded mosaic, as the literature measures it. */
export function demosaicQuality(picture: RgbPicture): Record<"bilinear" | "fast" | "best", number> {
  const truth = planesOf(picture);
  const mosaic = mosaicOf(truth, "RGGB");
  return {
    bilinear: cpsnr(demosaicBilinear(mosaic), truth),
    fast: cpsnr(demosaicFast(mosaic), truth),
    best: cpsnr(demosaicBest(mosaic), truth),
  };
}

/** dB of the whole pipeline under the first of the {@link casts}: from linear light to the gamma-coded picture. */
export function pipelineQuality(
  picture: RgbPicture,
  { develop = developByKernels, profile = defaultProfile }: {
    develop?: Develop;
    profile?: IspProfile;
  } = {},
): Record<"trueGains" | "automatic" | "noisy" | "noisyUntreated", number> {
  const truth = planesOf(picture);
  const cast = casts[0]!;
  const mosaic = mosaicOf(castOf(lightOf(picture), cast), "RGGB");
  const grainy = noisy(mosaic, noise);
  const untreated: IspProfile = { ...profile, denoise: "off", sharpen: "off" };
  const quality = (from: Mosaic, gains: Gains, profile: IspProfile): number =>
    cpsnr(develop(from, { profile, gains }), truth);
  return {
    trueGains: quality(mosaic, cast, profile),
    automatic: quality(mosaic, estimate(mosaic), profile),
    noisy: quality(grainy, cast, profile),
    noisyUntreated: quality(grainy, cast, untreated),
  };
}

/** The mean angle, in degrees, between the lights that are tried and what is made out of them. */
export function lightError(picture: RgbPicture): number {
  const light = lightOf(picture);
  return mean(casts.map((cast) => {
    const mosaic = mosaicOf(castOf(light, cast), "RGGB");
    return angularError(estimate(mosaic), cast);
  }));
}

function estimate(mosaic: Mosaic): Gains {
  return gainsOf(measureEdges(mosaic), mosaic.bayer) ?? { red: 1, blue: 1 };
}
