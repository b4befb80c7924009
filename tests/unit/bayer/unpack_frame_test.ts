import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  minStride,
  parseRawFormat,
  type RawFormat,
  type RawGeometry,
  unpackFrame,
} from "../../../lib/bayer/mod.ts";
import { compressWord, largestError } from "./compress.ts";
import { packFrame } from "./pack.ts";

function format(name: string): RawFormat {
  const found = parseRawFormat(name);
  assert(found !== undefined, name);
  return found;
}

function unpack(bytes: Uint8Array, geometry: RawGeometry): { samples: number[]; above: number } {
  const into = new Uint16Array(geometry.width * geometry.height);
  const above = unpackFrame(bytes, geometry, into);
  return { samples: [...into], above };
}

const known: { name: string; bytes: number[]; samples: number[]; above?: number }[] = [
  { name: "SRGGB8", bytes: [0, 1, 128, 255], samples: [0, 1, 128, 255] },
  { name: "SRGGB12", bytes: [0x34, 0x12, 0xff, 0x0f], samples: [0xfff, 0xfff], above: 1 },
  { name: "SRGGB10", bytes: [0xff, 0x03, 0x00, 0x04], samples: [1023, 1023], above: 1 },
  { name: "SRGGB14", bytes: [0xff, 0x3f, 0x07, 0x00, 0, 64], samples: [4095, 1, 4095], above: 1 },
  { name: "SRGGB16", bytes: [0xff, 0xff, 0x1f, 0x00, 0xc0, 0xff], samples: [4095, 1, 4092] },
  {
    name: "SRGGB10_CSI2P",
    bytes: [0x12, 0x34, 0x56, 0xff, 0b11_10_01_00],
    samples: [0x12 << 2, 0x34 << 2 | 1, 0x56 << 2 | 2, 1023],
  },
  { name: "SRGGB12_CSI2P", bytes: [0x12, 0x34, 0xba], samples: [0x12a, 0x34b] },
  // Words of zeros: the second sample is 64 steps of 16 above black, which is 2048 in 16 bits.
  {
    name: "RGGB_PISP_COMP1",
    bytes: Array(8).fill(0),
    samples: [128, 128, 192, 192, 128, 128, 128, 128],
  },
  // Steps of 256 and 512: 15, 175 and 100, 0 for even places; 175 stands for all that is white.
  {
    name: "RGGB_PISP_COMP1",
    bytes: [...word(3 | (15 | 175 << 4) << 2 | ((100 & 15) | 176 * 6 << 4) << 17), ...word(3)],
    samples: [15 * 16 + 128, 128, 4095, 128, 53 * 32 + 128, 128, 128, 128],
  },
];

function word(value: number): number[] {
  return [value & 255, value >>> 8 & 255, value >>> 16 & 255, value >>> 24];
}

for (const { name, bytes, samples, above = 0 } of known) {
  Deno.test(`${name} of ${bytes} is ${samples}`, () => {
    const geometry = { format: format(name), width: samples.length, height: 1, strideBytes: 0 };
    const strideBytes = bytes.length;
    assertEquals(unpack(Uint8Array.from(bytes), { ...geometry, strideBytes }), { samples, above });
  });
}

const exact = ["SRGGB8", "SRGGB10", "SRGGB12", "SRGGB14", "SRGGB16"]
  .concat("SRGGB10_CSI2P", "SRGGB12_CSI2P").map(format);

/** A size, stride, and where in memory the frame begins. */
const shapes = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 6 }),
  padding: fc.constantFrom(0, 0, 1, 2, 7, 32),
  offset: fc.nat(3),
  seed: fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 300 }),
});

function at(offset: number, bytes: Uint8Array): Uint8Array {
  const moved = new Uint8Array(bytes.length + offset);
  moved.set(bytes, offset);
  return moved.subarray(offset);
}

Deno.test("what was packed comes out again, whatever size, padding and place in memory", () => {
  fc.assert(
    fc.property(fc.constantFrom(...exact), shapes, (format, shape) => {
      const { width, height, padding, offset, seed } = shape;
      const strideBytes = minStride(format, width) + padding;
      const geometry = { format, width, height, strideBytes };
      const samples = Array.from(
        { length: width * height },
        (_, i) => seed[i % seed.length]! & 2 ** format.storedBits - 1,
      );
      const expected = samples.map((sample) => sample >> format.storedBits - format.bitDepth);
      const bytes = at(offset, packFrame(samples, geometry));
      assertEquals(unpack(bytes, geometry), { samples: expected, above: 0 });
    }),
  );
});

Deno.test("what a Pi 5 compresses comes out to half a step, whatever size and padding", () => {
  fc.assert(
    fc.property(shapes, fc.nat(8), ({ width, height, padding, offset, seed }, shift) => {
      const compressed = format("GRBG_PISP_COMP1");
      const strideBytes = minStride(compressed, width) + padding;
      const geometry = { format: compressed, width, height, strideBytes };
      const samples = Array.from(
        { length: width * height },
        (_, i) => 2048 + (seed[i % seed.length]! >> shift),
      ).map((sample) => Math.min(0xffff, sample));
      const found = unpack(at(offset, packFrame(samples, geometry)), geometry);
      for (const [i, sample] of found.samples.entries()) {
        const x = i % width, first = i - x % 8 + x % 2;
        const end = i - x + width;
        const four = [0, 2, 4, 6].map((n) => samples[Math.min(first + n, end - 1)]!);
        const { kind } = compressWord(four);
        const error = Math.abs(sample * 16 - samples[i]!);
        const allowed = largestError(kind, samples[i]!) + 16;
        assert(error <= allowed, `${samples[i]} became ${sample * 16} with steps of kind ${kind}`);
      }
    }),
  );
});

Deno.test("each kind of compressed word is used, and none of any bits is beyond the range", () => {
  const kinds = [[2048, 2300, 2500, 2600], [6000, 9000, 9500, 9900], [40000, 42000, 41000, 40500]]
    .concat([[2048, 65535, 2048, 65535], [60000, 62000, 64000, 65535]])
    .map((samples) => compressWord(samples).kind);
  assertEquals(kinds, [0, 1, 2, 3, 2]);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
      const geometry = { format: format("RGGB_PISP_COMP1"), width: 8, height: 1, strideBytes: 8 };
      for (const sample of unpack(bytes, geometry).samples) assert(sample >= 128 && sample < 4096);
    }),
  );
});

Deno.test("sizes that do not fit are refused", () => {
  const geometry = { format: format("SRGGB12"), width: 4, height: 2, strideBytes: 8 };
  const into = new Uint16Array(8);
  const bytes = new Uint8Array(16);
  for (const strideBytes of [0, 7]) {
    assertThrows(
      () => unpackFrame(bytes, { ...geometry, strideBytes }, into),
      RangeError,
      "least 8",
    );
  }
  assertThrows(() => unpackFrame(bytes.subarray(1), geometry, into), RangeError, "there are 15");
  assertThrows(() => unpackFrame(bytes, geometry, into.subarray(1)), RangeError, "room for 8");
});
