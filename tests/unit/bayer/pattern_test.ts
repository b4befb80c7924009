import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type BayerOrder,
  chartPatches,
  openRawPattern,
  patternCast,
  type RawPattern,
  type RawPatternName,
  readRawStamp,
} from "../../../lib/bayer/mod.ts";

const orders: readonly BayerOrder[] = ["RGGB", "BGGR", "GRBG", "GBRG"];

function open(
  pattern: RawPatternName,
  size: { width: number; height: number; bayer?: BayerOrder },
): RawPattern {
  return openRawPattern({ bayer: "RGGB", framerate: 30, ...size, pattern });
}

function paint(camera: RawPattern, frameNumber: number, unixMs = 0): Uint16Array {
  return new Uint16Array(camera.paint({ frameNumber, unixMs }).slice().buffer);
}

Deno.test("the sawtooth is ((x + y + 10 n) · 16) mod 4096, whatever the order", () => {
  for (const size of [{ width: 16, height: 300 }, { width: 640, height: 20 }]) {
    for (const bayer of orders) {
      const camera = open("sawtooth", { ...size, bayer });
      for (const n of [0, 1, 26, 10_000_000]) {
        const expected = Array.from({ length: size.width * size.height }, (_, i) => {
          const x = i % size.width, y = Math.floor(i / size.width);
          return (x + y + 10 * n) * 16 % 4096;
        });
        assertEquals([...paint(camera, n)], expected);
      }
    }
  }
});

Deno.test("each patch of the chart has its colour, with the sensor's cast, in every order", () => {
  const size = { width: 640, height: 480 };
  const patches = chartPatches(size.width, size.height);
  assertEquals(patches.length, 24);
  for (const bayer of orders) {
    const samples = paint(open("chart", { ...size, bayer }), 3);
    for (const { name, x, y, width, height, red, green, blue } of patches) {
      assert(width >= 60 && height >= 40, name);
      const expected = {
        R: Math.round(red / patternCast.red),
        G: green,
        B: Math.round(blue / patternCast.blue),
      };
      for (const [column, row] of [[x, y], [x + width - 1, y], [x + 7, y + height - 1]] as const) {
        const letter = bayer[row % 2 * 2 + column % 2] as "R" | "G" | "B";
        assertEquals(samples[row * size.width + column], expected[letter], `${name} ${bayer}`);
      }
    }
  }
});

Deno.test("the chart's stamp tells number and time, in every order and size that has room for it", () => {
  for (const [width, height] of [[128, 44], [256, 56], [640, 480], [1280, 720]] as const) {
    for (const bayer of orders) {
      const camera = open("chart", { width, height, bayer });
      for (const frameNumber of [0, 1, 2 ** 32 - 1]) {
        const stamp = { frameNumber, unixMs: 1_800_000_000_123 + frameNumber };
        const samples = paint(camera, frameNumber, stamp.unixMs);
        assertEquals(readRawStamp(samples, { width, height }), stamp);
      }
    }
  }
});

Deno.test("other pictures have no stamp", () => {
  const size = { width: 640, height: 480 };
  assertEquals(readRawStamp(paint(open("sawtooth", size), 5), size), undefined);
  assertEquals(readRawStamp(new Uint16Array(640 * 480), size), undefined);
  const small = { width: 64, height: 48 };
  assertEquals(readRawStamp(paint(open("chart", small), 5), small), undefined);
});

Deno.test("a picture is the same whichever was painted before it", () => {
  for (
    const [width, height] of [[640, 480], [16, 16], [16, 4000], [4000, 16], [130, 98]] as const
  ) {
    const travelled = open("chart", { width, height });
    for (let n = 0; n < 700; n += 35) paint(travelled, n, n);
    const fresh = paint(open("chart", { width, height }), 700, 5);
    assertEquals(paint(travelled, 700, 5), fresh);
    assert(fresh.every((sample) => sample <= 4095));
  }
});

Deno.test("the chart's square moves", () => {
  const size = { width: 640, height: 480 };
  const camera = open("chart", size);
  const rowOf = (samples: Uint16Array) => samples.slice(300 * 640, 301 * 640).join();
  const rows = [0, 8, 16].map((n) => rowOf(paint(camera, n)));
  assertEquals(new Set(rows).size, 3);
});

Deno.test("sizes that a pattern camera cannot do are refused", () => {
  for (const size of [{ width: 17, height: 16 }, { width: 16, height: 14 }]) {
    assertThrows(() => open("chart", size), RangeError, "must be an even integer from 16");
  }
  assertThrows(() => open("sawtooth", { width: 8194, height: 16 }), RangeError, "width");
});
