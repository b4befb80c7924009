import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { demosaicBest } from "../../../lib/isp/demosaic_best.ts";
import type { BayerOrder, Mosaic, Planes } from "../../../lib/isp/shape.ts";
import { mosaicOf } from "../../support/sensor.ts";

const orders: readonly BayerOrder[] = ["RGGB", "BGGR", "GRBG", "GBRG"];
const sample = fc.integer({ min: 0, max: 4095 });

function planesOf(
  { width, height }: { width: number; height: number },
  value: (colour: number, x: number, y: number) => number,
): Planes {
  const plane = (colour: number): Uint16Array =>
    Uint16Array.from(
      { length: width * height },
      (_, at) => value(colour, at % width, Math.floor(at / width)),
    );
  return { width, height, red: plane(0), green: plane(1), blue: plane(2) };
}

/** A mosaic of any samples. */
function anyMosaic(bayer: BayerOrder): fc.Arbitrary<Mosaic> {
  const even = fc.integer({ min: 8, max: 14 }).map((half) => 2 * half);
  return fc.tuple(even, even).chain(([width, height]) =>
    fc.array(sample, { minLength: width * height, maxLength: width * height })
      .map((samples) => ({ width, height, bayer, samples: Uint16Array.from(samples) }))
  );
}

for (const bayer of orders) {
  Deno.test(`best demosaic, ${bayer}: a flat colour stays as it is, up to the edge`, () => {
    fc.assert(
      fc.property(fc.tuple(sample, sample, sample), (colours) => {
        const flat = planesOf({ width: 18, height: 16 }, (colour) => colours[colour]!);
        assertEquals(demosaicBest(mosaicOf(flat, bayer)), flat);
      }),
      { numRuns: 20, examples: [[[4095, 0, 4095]], [[0, 4095, 0]]] },
    );
  });

  Deno.test(`best demosaic, ${bayer}: red and blue samples are kept, and green ones`, () => {
    fc.assert(
      fc.property(anyMosaic(bayer), (mosaic) => {
        const before = mosaic.samples.slice();
        assertEquals(mosaicOf(demosaicBest(mosaic), bayer).samples, before);
        assertEquals(mosaic.samples, before);
      }),
      { numRuns: 10 },
    );
  });

  Deno.test(`best demosaic, ${bayer}: the mirror image of a mosaic gives the mirror image`, () => {
    const mirroredBayer = [1, 0, 3, 2].map((place) => bayer[place]).join("") as BayerOrder;
    fc.assert(
      fc.property(anyMosaic(bayer), (mosaic) => {
        const { width } = mosaic;
        const mirrored = <T extends Uint16Array>(plane: T): T =>
          plane.map((_, at) => plane[at - at % width + width - 1 - at % width]!) as T;
        const made = demosaicBest({
          ...mosaic,
          bayer: mirroredBayer,
          samples: mirrored(mosaic.samples),
        });
        const { red, green, blue } = demosaicBest(mosaic);
        assertEquals([made.red, made.green, made.blue], [red, green, blue].map(mirrored));
      }),
      { numRuns: 10 },
    );
  });

  Deno.test(`best demosaic, ${bayer}: a grey edge has no zipper and no colour`, () => {
    const edges = [
      (x: number) => x < 9 ? 400 : 3600,
      (_: number, y: number) => y < 9 ? 400 : 3600,
    ];
    for (const edge of edges) {
      const truth = planesOf({ width: 20, height: 20 }, (_, x, y) => edge(x, y));
      assertEquals(demosaicBest(mosaicOf(truth, bayer)), truth);
    }
  });
}

Deno.test("best demosaic: a mosaic as small as a cell has its colour", () => {
  const flat = planesOf({ width: 2, height: 2 }, (colour) => 1000 * (colour + 1));
  assertEquals(demosaicBest(mosaicOf(flat, "GRBG")), flat);
});

Deno.test("best demosaic: stripes as fine as the cell come out in the direction they have", () => {
  const stripes = planesOf({ width: 32, height: 32 }, (_, x) => x % 4 < 2 ? 500 : 3000);
  const { red, blue } = demosaicBest(mosaicOf(stripes, "RGGB"));
  const colour = red.map((value, at) => Math.abs(value - blue[at]!));
  assert(Math.max(...colour) < 100, `colour of up to ${Math.max(...colour)}`);
});
