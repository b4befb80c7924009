import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { subtractBlack } from "../../../lib/isp/black_level.ts";
import { Developer, type DeveloperOptions } from "../../../lib/isp/developer.ts";
import { interleave } from "../../../lib/isp/interleave.ts";
import { defaultProfile, type IspProfile } from "../../../lib/isp/mod.ts";
import type { BayerOrder } from "../../../lib/isp/shape.ts";
import { gainsOf, measureEdges, nextGains } from "../../../lib/isp/white_balance_estimate.ts";
import { developReference } from "../../support/isp_reference.ts";

const even = (least: number, most: number): fc.Arbitrary<number> =>
  fc.integer({ min: least / 2, max: most / 2 }).map((half) => half * 2);
const bayers = fc.constantFrom<BayerOrder>("RGGB", "BGGR", "GRBG", "GBRG");
const weight = fc.double({ min: -4, max: 4, noNaN: true });
const difference = fc.integer({ min: 0, max: 1023 });

/** Every stage on or off, with anything that a profile may hold. */
const profiles: fc.Arbitrary<IspProfile> = fc.record({
  blackLevel: fc.constantFrom(0, 256, 2047),
  whiteBalance: fc.constant(defaultProfile.whiteBalance),
  demosaic: fc.constantFrom("fast", "best"),
  colourMatrix: fc.oneof(
    fc.constant<"off">("off"),
    fc.array(weight, { minLength: 9, maxLength: 9 }),
  ),
  gamma: fc.constantFrom("srgb", "off"),
  denoise: fc.oneof(
    fc.constant<"off">("off"),
    fc.record({ luma: difference, chroma: difference }),
  ),
  sharpen: fc.oneof(
    fc.constant<"off">("off"),
    fc.record({ amount: fc.double({ min: 0, max: 4, noNaN: true }), coring: difference }),
  ),
});
const options: fc.Arbitrary<DeveloperOptions> = fc.record({
  ...{ width: even(16, 70), height: even(16, 40), bayer: bayers, profile: profiles },
  bitDepth: fc.integer({ min: 8, max: 12 }),
  instructions: fc.constantFrom("plain", "relaxed"),
});
const gain = fc.double({ min: 0.125, max: 8, noNaN: true });
const gains = fc.record({ red: gain, blue: gain });

/** How the samples of a frame lie: noise of everything, noise around a level, edges. */
const scene = fc.record({
  seed: fc.integer(),
  kind: fc.constantFrom("noise", "quiet", "edges", "beyond"),
});

function samplesOf(
  { width, height, bitDepth }: DeveloperOptions,
  { seed, kind }: { seed: number; kind: string },
): Uint16Array {
  const largest = (1 << bitDepth) - 1;
  let state = seed | 1;
  const next = (below: number): number => {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    return (state >>> 8) % below;
  };
  return Uint16Array.from({ length: width * height }, (_, at) => {
    if (kind === "noise") return next(largest + 1);
    if (kind === "beyond") return next(65536);
    if (kind === "quiet") return (largest >> 1) + next(1 + (largest >> 6));
    return ((at % width) >> 3) + (Math.floor(at / width) >> 2) & 1 ? largest : next(largest >> 3);
  });
}

function bytesOf(samples: Uint16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

Deno.test("the kernels give what the stages give, bit for bit, in 8 and in 16 bits", () => {
  fc.assert(
    fc.property(options, gains, scene, (made, white, seen) => {
      const samples = samplesOf(made, seen);
      const developer = new Developer(made);
      const planes = developReference(samples, { ...made, gains: white });
      const raw = bytesOf(samples);
      assertEquals(developer.develop(raw, { gains: white }).slice(), interleave(planes, 8));
      const wide = developer.develop(raw, { gains: white, depth: 16 }).slice();
      assertEquals(new Uint16Array(wide.buffer), interleave(planes, 16));
    }),
    { numRuns: 150 },
  );
});

Deno.test("bands put together are the picture, byte for byte, each from its own rows alone", () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 19 }), { maxLength: 4 });
  fc.assert(
    fc.property(options, gains, scene, cuts, (made, white, seen, halves) => {
      const raw = bytesOf(samplesOf(made, seen));
      const whole = new Developer(made).develop(raw, { gains: white }).slice();
      const edges = [0, ...halves.map((cut) => 2 * cut), made.height]
        .filter((edge) => edge <= made.height).sort((a, b) => a - b);
      const bytes = edges.slice(1).flatMap((end, index) => {
        const first = edges[index]!;
        if (first === end) return [];
        return [...new Developer(made).develop(raw, { gains: white, rows: { first, end } })];
      });
      assertEquals(new Uint8Array(bytes), whole);
    }),
    { numRuns: 60 },
  );
});

Deno.test("a canvas gets a fourth byte", () => {
  const made: DeveloperOptions = {
    ...{ width: 22, height: 16, bayer: "RGGB", bitDepth: 12, profile: defaultProfile },
  };
  const raw = bytesOf(samplesOf(made, { seed: 7, kind: "noise" }));
  const developer = new Developer(made);
  const white = { red: 1.5, blue: 1.2 };
  const pixels = developer.develop(raw, { gains: white }).slice();
  const withAlpha = [...developer.develop(raw, { gains: white, alpha: true })];
  assertEquals(withAlpha.filter((_, at) => at % 4 !== 3), [...pixels]);
  assertEquals(new Set(withAlpha.filter((_, at) => at % 4 === 3)), new Set([255]));
});

Deno.test("measures white balance as the reference does, smooths it, and goes by it", () => {
  fc.assert(
    fc.property(options, fc.array(scene, { minLength: 1, maxLength: 3 }), (made, seen) => {
      const developer = new Developer(made), developing = new Developer(made);
      const { mode: _, gains: initial, ...rules } = made.profile.whiteBalance;
      let previous: { red: number; blue: number } | undefined;
      for (const each of seen) {
        const samples = samplesOf(made, each);
        const level = { bitDepth: made.bitDepth, blackLevel: made.profile.blackLevel };
        const edges = measureEdges(subtractBlack({ ...made, samples }, level));
        previous = nextGains(gainsOf(edges, made.bayer), {
          ...{ ...rules, initial },
          ...(previous && { previous }),
        });
        assertEquals(developer.measure(bytesOf(samples)), previous);
        const picture = developing.develop(bytesOf(samples)).slice();
        assertEquals(picture, developer.develop(bytesOf(samples), { gains: previous }).slice());
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("gains that are fixed or off are not measured", () => {
  const made = { width: 16, height: 16, bayer: "RGGB", bitDepth: 12 } as const;
  const measured = (mode: "fixed" | "off"): unknown => {
    const whiteBalance = { ...defaultProfile.whiteBalance, mode, gains: { red: 2, blue: 1.5 } };
    const profile = { ...defaultProfile, whiteBalance };
    return new Developer({ ...made, profile }).measure(new Uint8Array(512));
  };
  assertEquals(measured("fixed"), { red: 2, blue: 1.5 });
  assertEquals(measured("off"), { red: 1, blue: 1 });
});

Deno.test("what cannot be developed is refused in words", () => {
  const made = {
    width: 16,
    height: 16,
    bayer: "RGGB",
    bitDepth: 12,
    profile: defaultProfile,
  } as const;
  assertThrows(() => new Developer({ ...made, width: 15 }), RangeError, "even number");
  assertThrows(() => new Developer({ ...made, bitDepth: 14 }), RangeError, "bitDepth");
  const developer = new Developer(made);
  const white = { red: 1, blue: 1 };
  const short = "a RAW frame must have 512 bytes for 16 x 16 pixels, has 511";
  assertThrows(() => developer.develop(new Uint8Array(511), { gains: white }), RangeError, short);
  assertThrows(() => developer.measure(new Uint8Array(511)), RangeError, short);
  for (const rows of [{ first: 1, end: 4 }, { first: 4, end: 4 }, { first: 0, end: 18 }]) {
    const bad = () => developer.develop(new Uint8Array(512), { gains: white, rows });
    assertThrows(bad, RangeError, "rows to develop must be even and within 0 to 16");
  }
});
