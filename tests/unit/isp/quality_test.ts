import { assert, assertEquals } from "@std/assert";
import { demosaicBest } from "../../../lib/isp/demosaic_best.ts";
import { demosaicFast } from "../../../lib/isp/demosaic_fast.ts";
import { defaultProfile } from "../../../lib/isp/mod.ts";
import type { BayerOrder } from "../../../lib/isp/shape.ts";
import { developByStages } from "../../support/develop_by_stages.ts";
import { lightError, pipelineQuality } from "../../support/isp_quality.ts";
import { cpsnr, mean } from "../../support/picture_quality.ts";
import { planesOf, readPictures } from "../../support/rgb_picture.ts";
import { mosaicOf } from "../../support/sensor.ts";

const pictures = await readPictures();

/** dB that the published algorithms reach on the crops, less what a wrong weight would cost. */
const least: Readonly<Record<string, { fast: number; best: number }>> = {
  kodim01: { fast: 30.8, best: 36.5 },
  kodim05: { fast: 32.2, best: 35.8 },
  kodim08: { fast: 31.0, best: 36.0 },
  kodim13: { fast: 30.7, best: 34.7 },
  kodim19: { fast: 30.9, best: 38.5 },
  kodim23: { fast: 34.7, best: 38.3 },
};

for (const picture of pictures) {
  Deno.test(`${picture.name}: the demosaics reach what their authors did`, () => {
    const truth = planesOf(picture);
    const mosaic = mosaicOf(truth, "RGGB");
    const fast = cpsnr(demosaicFast(mosaic), truth), best = cpsnr(demosaicBest(mosaic), truth);
    const wanted = least[picture.name]!;
    assert(fast >= wanted.fast, `fast ${fast} dB`);
    assert(best >= wanted.best, `best ${best} dB`);
  });
}

for (const bayer of ["BGGR", "GRBG", "GBRG"] as const satisfies readonly BayerOrder[]) {
  Deno.test(`${bayer}: the demosaics are as good as on RGGB`, () => {
    const truths = pictures.map((picture) => planesOf(picture));
    const quality = (demosaic: typeof demosaicFast): number =>
      mean(truths.map((truth) => cpsnr(demosaic(mosaicOf(truth, bayer)), truth)));
    const fast = quality(demosaicFast), best = quality(demosaicBest);
    assert(fast >= 31.6, `fast ${fast} dB`);
    assert(best >= 36.5, `best ${best} dB`);
  });
}

Deno.test("the whole pipeline is as true as its demosaic, and truer for its denoise", () => {
  const figures = pictures.map((picture) => pipelineQuality(picture));
  const trueGains = mean(figures.map((figure) => figure.trueGains));
  const automatic = mean(figures.map((figure) => figure.automatic));
  const gained = mean(figures.map(({ noisy, noisyUntreated }) => noisy - noisyUntreated));
  assert(trueGains >= 32.7, `true gains ${trueGains} dB`);
  assert(automatic >= 28.8, `automatic white balance ${automatic} dB`);
  assert(gained >= 0.9, `denoise gains ${gained} dB`);
});

Deno.test("the kernels are as true as the stages, to the bit", () => {
  const picture = pictures[0]!;
  for (const demosaic of ["fast", "best"] as const) {
    const profile = { ...defaultProfile, demosaic };
    const byStages = pipelineQuality(picture, { develop: developByStages, profile });
    assertEquals(pipelineQuality(picture, { profile }), byStages);
  }
});

Deno.test("the light of the crops is found to within six degrees on average", () => {
  const error = mean(pictures.map(lightError));
  assert(error <= 5.8, `${error} degrees`);
});
