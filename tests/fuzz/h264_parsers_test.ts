import { assert, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import { parsePps, parseSliceHeader, parseSps } from "../../lib/h264/mod.ts";
import { makePps, makeSlice, makeSps } from "../unit/h264/streams.ts";

/** Real ones of x264: with usability and buffer parameters, and with cropping. */
const X264 = [
  "6742c01eda0280f6c04400000fa40003a983810003d090007a13930801e2c5d4",
  "6764000df2d02a33c7c67fe02d403c6d9000003e90000ea600f142aa",
  "67f4000d919681519e3e33ff016a01e31000003e90000ea600f142aa",
].map((hex) => Uint8Array.fromHex(hex));
const SEEDS = [...X264, makeSps(), makePps(), makeSlice()];

const flip = fc.record({ bit: fc.nat(400), extra: fc.uint8Array({ maxLength: 4 }) });
const damaged = fc.tuple(fc.constantFrom(...SEEDS), fc.array(flip, { maxLength: 4 }), fc.nat(40))
  .map(([seed, flips, cutAt]) => {
    const bytes = seed.slice(0, cutAt > 30 ? seed.length : cutAt);
    for (const { bit } of flips) {
      if (bit >> 3 < bytes.length) bytes[bit >> 3]! ^= 1 << bit % 8;
    }
    return bytes;
  });
const anyBytes = fc.oneof(damaged, fc.uint8Array({ maxLength: 80 }));

for (const parse of [parseSps, parsePps, parseSliceHeader]) {
  Deno.test(`${parse.name}: whatever bytes come, only its own error is thrown, with words`, () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        try {
          parse(bytes);
        } catch (error) {
          assertInstanceOf(error, SyntaxError);
          assert(/^Cannot parse (SPS|PPS|slice header): ./.test(error.message), error.message);
        }
      }),
      { numRuns: 5000 },
    );
  });
}

Deno.test("parseSps: a size that is accepted is one that a picture can have", () => {
  fc.assert(
    fc.property(damaged, (bytes) => {
      let sps;
      try {
        sps = parseSps(bytes);
      } catch {
        return;
      }
      assert(sps.width > 0 && sps.width <= sps.codedWidth && sps.codedWidth <= 16880);
      assert(sps.height > 0 && sps.height <= sps.codedHeight && sps.codedHeight <= 33760);
    }),
    { numRuns: 5000 },
  );
});
