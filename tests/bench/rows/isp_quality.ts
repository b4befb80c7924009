/** How true developed pictures are, against pictures of which the truth is known. @module */
import { defaultProfile } from "../../../lib/isp/mod.ts";
import { demosaicQuality, lightError, pipelineQuality } from "../../support/isp_quality.ts";
import { mean } from "../../support/picture_quality.ts";
import { readPictures, type RgbPicture } from "../../support/rgb_picture.ts";
import type { Figure } from "../figure.ts";
import type { Row } from "../row.ts";

/** Pictures of Kodak's whole suite: what the literature's means are of. */
const wholeSuite = 24;

const best = { ...defaultProfile, demosaic: "best" } as const;

/** Means in dB, without 8 pixels at the border, and the error of white balance. */
export const ispQuality: Row = {
  name: "isp-quality",
  title: "development of Kodak's pictures, seen through a mosaic",
  async measure(_tools, { kodak }) {
    const pictures = await readPictures(kodak);
    const measurements = pictures.map(measure);
    const means = Object.fromEntries(
      Object.keys(measurements[0] ?? {}).filter((key) => key !== "name").map((key) => [
        key,
        mean(measurements.map((each) => Number(each[key]))),
      ]),
    );
    const isWhole = pictures.length === wholeSuite;
    return { figures: figuresOf(means, isWhole), measurements };
  },
};

function measure(picture: RgbPicture): Record<string, number | string> {
  const demosaic = demosaicQuality(picture);
  const pipeline = pipelineQuality(picture);
  const ofBest = pipelineQuality(picture, { profile: best });
  return {
    name: picture.name,
    ...demosaic,
    ...Object.fromEntries(Object.entries(pipeline).map(([key, dB]) => [`${key}Fast`, dB])),
    ...Object.fromEntries(Object.entries(ofBest).map(([key, dB]) => [`${key}Best`, dB])),
    light: lightError(picture),
  };
}

function figuresOf(means: Readonly<Record<string, number>>, isWhole: boolean): Figure[] {
  const figure = (what: string, key: string, least?: number): Figure => {
    const product = means[key] ?? NaN;
    return least === undefined ? { what, product } : { what, product, least };
  };
  return [
    figure("demosaic alone, bilinear for comparison, dB", "bilinear"),
    figure("demosaic alone, fast, dB", "fast", isWhole ? 35.5 : undefined),
    figure("demosaic alone, best, dB", "best", isWhole ? 39 : undefined),
    figure("pipeline, true gains, fast, dB", "trueGainsFast", 31),
    figure("pipeline, true gains, best, dB", "trueGainsBest", 31),
    figure("pipeline, automatic white balance, fast, dB", "automaticFast", 27),
    figure("pipeline, automatic white balance, best, dB", "automaticBest", 27),
    figure("pipeline, noise, fast, dB", "noisyFast", means["noisyUntreatedFast"]),
    figure("pipeline, noise, fast, without denoise, dB", "noisyUntreatedFast"),
    figure("pipeline, noise, best, dB", "noisyBest", means["noisyUntreatedBest"]),
    figure("pipeline, noise, best, without denoise, dB", "noisyUntreatedBest"),
    {
      what: "white balance, error of six lights, degrees",
      product: means.light ?? NaN,
      limit: 5.8,
    },
  ];
}
