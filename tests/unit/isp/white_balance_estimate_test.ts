import { assert, assertEquals } from "@std/assert";
import type { BayerOrder, Gains, Mosaic, Planes } from "../../../lib/isp/shape.ts";
import {
  blockStep,
  gainsOf,
  measureEdges,
  nextGains,
} from "../../../lib/isp/white_balance_estimate.ts";
import { angularError } from "../../support/picture_quality.ts";
import { castOf, mosaicOf, noisy } from "../../support/sensor.ts";

const orders: readonly BayerOrder[] = ["RGGB", "BGGR", "GRBG", "GBRG"];

/** A grey picture of soft blobs. */
function blobs(brightness: (x: number, y: number) => number = () => 1): Planes {
  const [width, height] = [96, 64];
  const grey = Uint16Array.from({ length: width * height }, (_, at) => {
    const x = at % width, y = Math.floor(at / width);
    return Math.round((1500 + 1200 * Math.sin(x / 5) * Math.cos(y / 7)) * brightness(x, y));
  });
  return { width, height, red: grey, green: grey.slice(), blue: grey.slice() };
}

function flat(sample: number): Mosaic {
  const [width, height] = [96, 64];
  return { width, height, bayer: "RGGB", samples: new Uint16Array(width * height).fill(sample) };
}

function estimate(mosaic: Mosaic): Gains {
  const gains = gainsOf(measureEdges(mosaic), mosaic.bayer);
  assert(gains !== undefined, "the frame tells nothing");
  return gains;
}

for (const bayer of orders) {
  Deno.test(`white balance, ${bayer}: a grey picture under any light becomes grey`, () => {
    for (const cast of [{ red: 1.9, blue: 1.6 }, { red: 1, blue: 1 }, { red: 3, blue: 1.2 }]) {
      const error = angularError(estimate(mosaicOf(castOf(blobs(), cast), bayer)), cast);
      assert(error < 1, `${error} degrees`);
    }
  });
}

Deno.test("white balance: what is blown out does not count, whatever is next to it", () => {
  const cast = { red: 1.9, blue: 1.6 };
  const lamp = (x: number, y: number): number => (x - 48) ** 2 + (y - 32) ** 2 < 200 ? 40 : 1;
  const bright = castOf(blobs(lamp), cast);
  const clipped = (plane: Uint16Array): Uint16Array => plane.map((value) => Math.min(4095, value));
  const planes = {
    ...bright,
    red: clipped(bright.red),
    green: clipped(bright.green),
    blue: clipped(bright.blue),
  };
  const error = angularError(estimate(mosaicOf(planes, "RGGB")), cast);
  assert(error < 1.5, `${error} degrees`);
});

Deno.test("white balance: flat, black, white and merely noisy frames tell nothing", () => {
  const frames = [flat(0), flat(1800), flat(4095), noisy(flat(1000), { read: 4, shot: 0 })];
  for (const frame of frames) {
    assertEquals(gainsOf(measureEdges(frame), "RGGB"), undefined);
  }
});

Deno.test("white balance: a frame without red tells nothing, rather than a gain without bound", () => {
  const planes = blobs();
  const mosaic = mosaicOf({ ...planes, red: planes.red.map(() => 0) }, "RGGB");
  assertEquals(gainsOf(measureEdges(mosaic), "RGGB"), undefined);
});

Deno.test("white balance: the smallest mosaic is measured inside its bounds", () => {
  const samples = Uint16Array.from({ length: 256 }, (_, at) => at * 15 % 3600);
  const { edges } = measureEdges({ width: 16, height: 16, bayer: "RGGB", samples });
  assert(edges.every(Number.isFinite));
});

Deno.test("white balance: the number of sites does not grow with the picture", () => {
  assertEquals(blockStep({ width: 16, height: 16 }), 2);
  assertEquals(blockStep({ width: 640, height: 480 }), 12);
  for (const [width, height] of [[640, 480], [1280, 720], [4056, 3040], [9152, 6944]] as const) {
    const step = blockStep({ width, height });
    const sites = 4 * Math.floor(width / step) * Math.floor(height / step);
    assert(sites > 8000 && sites < 10000, `${sites} of ${width} × ${height}`);
  }
});

const rules = { initial: { red: 1.5, blue: 1.2 }, limits: { min: 0.5, max: 4 }, smoothing: 0.8 };

Deno.test("gains: without a word of the frame they stay, and begin with the given ones", () => {
  const previous = { red: 2, blue: 3 };
  assertEquals(nextGains(undefined, { ...rules, previous }), previous);
  assertEquals(nextGains(undefined, rules), rules.initial);
});

Deno.test("gains: the first frame's are taken at once, held to the limits", () => {
  assertEquals(nextGains({ red: 1.9, blue: 9 }, rules), { red: 1.9, blue: 4 });
  assertEquals(nextGains({ red: 0.1, blue: 1 }, rules), { red: 0.5, blue: 1 });
});

Deno.test("gains: they move a fifth of the way, and arrive", () => {
  const measured = { red: 2, blue: 1 };
  let gains = nextGains(measured, { ...rules, previous: { red: 1, blue: 1 } });
  assertEquals(Math.round(gains.red * 1e6), 1_200_000);
  for (let frame = 0; frame < 50; frame++) {
    gains = nextGains(measured, { ...rules, previous: gains });
  }
  assertEquals(Math.round(gains.red * 1000), 2000);
});
