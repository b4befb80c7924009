import { assertEquals, assertThrows } from "@std/assert";
import { subtractBlack } from "../../../lib/isp/black_level.ts";
import { applyMatrix } from "../../../lib/isp/colour_matrix.ts";
import { demosaicFast } from "../../../lib/isp/demosaic_fast.ts";
import { denoise } from "../../../lib/isp/denoise.ts";
import { applyGamma, gammaTable } from "../../../lib/isp/gamma.ts";
import { interleave } from "../../../lib/isp/interleave.ts";
import {
  type BayerOrder,
  checkGeometry,
  type Mosaic,
  type Planes,
} from "../../../lib/isp/shape.ts";
import { sharpen } from "../../../lib/isp/sharpen.ts";
import { applyGains } from "../../../lib/isp/white_balance.ts";

const orders: readonly BayerOrder[] = ["RGGB", "BGGR", "GRBG", "GBRG"];
const colours = ["red", "green", "blue"] as const;

function mosaicOf(
  bayer: BayerOrder,
  colour: (letter: string, x: number, y: number) => number,
): Mosaic {
  const [width, height] = [18, 16];
  const samples = Uint16Array.from({ length: width * height }, (_, at) => {
    const x = at % width, y = Math.floor(at / width);
    return colour(bayer[2 * (y & 1) + (x & 1)]!, x, y);
  });
  return { width, height, bayer, samples };
}

function planesOf(value: (x: number, y: number) => number): Planes {
  const [width, height] = [16, 16];
  const plane = Uint16Array.from({ length: 256 }, (_, at) => value(at % width, at >> 4));
  return { width, height, red: plane, green: plane.slice(), blue: plane.slice() };
}

Deno.test("black level: no light is 0, the clip level 4095, whatever the bits", () => {
  const at = (sample: number, bitDepth: number, blackLevel: number): number =>
    subtractBlack(mosaicOf("RGGB", () => sample), { bitDepth, blackLevel }).samples[0]!;
  assertEquals(at(1234, 12, 0), 1234);
  assertEquals([at(255, 12, 256), at(256, 12, 256), at(4095, 12, 256)], [0, 0, 4095]);
  assertEquals([at(64, 10, 256), at(1023, 10, 256), at(65535, 10, 256)], [0, 4095, 4095]);
  assertEquals(at(2176, 12, 256), 2048);
  assertEquals([at(255, 8, 0), at(0, 8, 0)], [4095, 0]);
  assertThrows(() => at(0, 14, 0), RangeError, "bitDepth must be an integer from 8 to 12, is 14");
  assertThrows(() => at(0, 12, 4000), RangeError, "blackLevel must be 0 to 3072, is 4000");
});

Deno.test("white balance: each colour its gain, and what was clipped stays white", () => {
  for (const bayer of orders) {
    const grey = mosaicOf(bayer, (letter) => ({ R: 1000, G: 1900, B: 1500 })[letter]!);
    const balanced = applyGains(grey, { red: 1.9, blue: 1900 / 1500 });
    assertEquals(new Set(balanced.samples), new Set([1900]));
    const clipped = applyGains(mosaicOf(bayer, () => 4095), { red: 0.5, blue: 1.6 });
    assertEquals(new Set(clipped.samples), new Set([4095]));
  }
  const gains = { red: 0, blue: 1 };
  assertThrows(() => applyGains(mosaicOf("RGGB", () => 1), gains), RangeError, "above 0");
});

Deno.test("demosaic: a flat mosaic of each order is a flat picture up to the edge", () => {
  for (const bayer of orders) {
    const planes = demosaicFast(
      mosaicOf(bayer, (letter) => ({ R: 3000, G: 40, B: 4095 })[letter]!),
    );
    // Where a colour is all alike, the correction by the sample's own colour is nothing.
    const seen = colours.map((colour) => [...new Set(planes[colour])]);
    assertEquals(seen, [[3000], [40], [4095]]);
  }
});

Deno.test("demosaic: a grey ramp comes out as it is, inside", () => {
  for (const bayer of orders) {
    const { width, ...planes } = demosaicFast(mosaicOf(bayer, (_, x, y) => 100 * x + 50 * y));
    for (const colour of colours) {
      const inside = [2, 3, 8, 9].map((x) => planes[colour][5 * width + x]);
      assertEquals(inside, [2, 3, 8, 9].map((x) => 100 * x + 250));
    }
  }
});

Deno.test("demosaic: the published weights, seen by what one sample gives to its surroundings", () => {
  const samples = new Uint16Array(18 * 16);
  const one = { width: 18, height: 16, bayer: "RGGB", samples } as const;
  samples[8 * 18 + 8] = 800;
  const { red, green, blue } = demosaicFast(one);
  const row = (
    plane: Uint16Array,
    y: number,
  ): number[] => [...plane.subarray(y * 18 + 6, y * 18 + 11)];
  assertEquals(row(red, 8), [0, 400, 800, 400, 0]);
  assertEquals(row(red, 7), [0, 200, 400, 200, 0]);
  assertEquals([green[8 * 18 + 8], blue[8 * 18 + 8]], [400, 600]);
  assertEquals([green[8 * 18 + 7], blue[8 * 18 + 7]], [0, 0]);
});

Deno.test("colour matrix: weights are rounded, sums held between 0 and 4095", () => {
  const planes = { ...planesOf(() => 1000), red: new Uint16Array(256).fill(3000) };
  assertEquals(applyMatrix(planes, [1, 0, 0, 0, 1, 0, 0, 0, 1]), planes);
  const mixed = applyMatrix(planes, [2, 0, 0, -1, 0.5, 0.5, 0.25, 0.25, 0.25]);
  assertEquals(colours.map((colour) => mixed[colour][7]), [4095, 0, 1250]);
  assertThrows(() => applyMatrix(planes, [1, 2, 3]), RangeError, "nine numbers");
});

Deno.test("gamma: the curve of sRGB, ends and middle", () => {
  const table = gammaTable();
  assertEquals([table[0], table[1], table[12], table[4095]], [0, 13, 155, 4095]);
  // Half of the light is shown as 188 of 255.
  assertEquals(Math.round(table[2048]! * 255 / 4095), 188);
  assertEquals(applyGamma(planesOf(() => 2048)), planesOf(() => table[2048]!));
});

Deno.test("denoise: small differences go, edges and the mean stay", () => {
  const strength = { luma: 100, chroma: 100 };
  const step = planesOf((x) => x < 8 ? 500 : 3000);
  assertEquals(denoise(step, strength), step);
  const noisy = planesOf((x, y) => 2000 + ((x * 7 + y * 13) % 5) * 10);
  const calm = denoise(noisy, strength);
  const sum = (plane: Uint16Array): number => plane.reduce((total, value) => total + value, 0);
  const spread = (plane: Uint16Array): number => {
    const mean = sum(plane) / plane.length;
    return plane.reduce((total, value) => total + (value - mean) ** 2, 0);
  };
  assertEquals(sum(calm.green), sum(noisy.green));
  assertEquals(spread(calm.green) < 0.5 * spread(noisy.green), true);
  assertEquals(denoise(noisy, { luma: 0, chroma: 0 }), noisy);
});

Deno.test("denoise: a speck of colour goes, a coloured edge stays", () => {
  const grey = planesOf(() => 2000);
  const speck = { ...grey, red: grey.red.with(8 * 16 + 8, 2060) };
  const calm = denoise(speck, { luma: 0, chroma: 200 });
  const redder = calm.red[8 * 16 + 8]! - calm.green[8 * 16 + 8]!;
  assertEquals(redder < 25, true, `${redder}`);
  const edge = { ...grey, red: grey.red.map((_, at) => at % 16 < 8 ? 1000 : 3000) };
  assertEquals(denoise(edge, { luma: 0, chroma: 200 }), edge);
});

Deno.test("sharpen: an edge is raised by the amount, what is within the coring is not", () => {
  const step = planesOf((x) => x < 8 ? 1000 : 2000);
  const sharp = sharpen(step, { amount: 1, coring: 0 });
  assertEquals([...sharp.red.subarray(5, 11)], [1000, 1000, 750, 2250, 2000, 2000]);
  assertEquals(sharpen(step, { amount: 1, coring: 250 }), step);
  assertEquals(sharpen(step, { amount: 0, coring: 0 }), step);
});

Deno.test("interleave: 8 bits are rounded, 16 reach from end to end", () => {
  const planes = { ...planesOf(() => 4095), green: new Uint16Array(256).fill(2056) };
  assertEquals([...interleave(planes, 8).subarray(3, 6)], [255, 128, 255]);
  assertEquals([...interleave(planes, 16).subarray(3, 6)], [65535, 32904, 65535]);
});

Deno.test("a mosaic has an even size of at least 16", () => {
  checkGeometry({ width: 16, height: 18 });
  assertThrows(() => checkGeometry({ width: 17, height: 16 }), RangeError, "width of a mosaic");
  assertThrows(
    () => checkGeometry({ width: 16, height: 14 }),
    RangeError,
    "from 16 to 16384, is 14",
  );
});
