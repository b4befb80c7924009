import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { PatternEncoder, type PatternOptions } from "../../../lib/h264/mod.ts";
import { Bars } from "../../../lib/h264/pattern/bars.ts";
import { BitWriter } from "../../../lib/h264/pattern/bit_writer.ts";
import { CellPicture } from "../../../lib/h264/pattern/cell_picture.ts";
import { IntraMacroblockWriter } from "../../../lib/h264/pattern/intra_macroblock.ts";
import { PictureWriter } from "../../../lib/h264/pattern/picture_writer.ts";
import { planStream } from "../../../lib/h264/pattern/plan.ts";
import { Scene } from "../../../lib/h264/pattern/scene.ts";

/** The lowest ceiling that is taken, as the refusal of a lower one names it. */
function leastBitrate(options: Omit<PatternOptions, "bitrateBps">): number {
  try {
    new PatternEncoder({ ...options, bitrateBps: 1000 });
    return 1000;
  } catch (error) {
    assert(error instanceof RangeError);
    return Number(/at least (\d+)/.exec(error.message)?.[1]);
  }
}

const stream = fc.record({
  width: fc.integer({ min: 8, max: 300 }).map((half) => half * 2),
  height: fc.integer({ min: 8, max: 200 }).map((half) => half * 2),
  framerate: fc.oneof(
    fc.constantFrom(0.1, 1, 7.5, 15, 25, 29.97, 30, 60),
    fc.integer({ min: 1, max: 60 }),
  ),
  intra: fc.oneof(fc.constantFrom(1, 2, 30, 1000), fc.integer({ min: 1, max: 90 })),
});

/** Times as a clock gives them, or any, with which all of the text may change at once. */
const times = fc.oneof(
  fc.record({ start: fc.nat(2 ** 31), step: fc.integer({ min: 1, max: 2000 }) }),
  fc.constant(undefined),
);

Deno.test("no second goes past the ceiling, not even the lowest one, whatever the clock says", () => {
  fc.assert(
    fc.property(
      stream,
      times,
      fc.double({ min: 0, max: 3, noNaN: true }),
      fc.array(fc.nat(2 ** 31), { minLength: 7, maxLength: 7 }),
      (options, clock, generosity, anyTimes) => {
        const bitrateBps = Math.ceil(leastBitrate(options) * (1 + generosity));
        const encoder = new PatternEncoder({ ...options, bitrateBps });
        const window = Math.ceil(options.framerate);
        const bits: number[] = [];
        for (let i = 0; i < 2 * window + 20; i++) {
          const unixMs = clock ? clock.start + i * clock.step : anyTimes[i % 7]!;
          bits.push(encoder.encode(unixMs).bytes.length * 8);
          const second = bits.slice(-window).reduce((sum, value) => sum + value, 0);
          assertLessOrEqual(second, bitrateBps, `picture ${i} of ${JSON.stringify(options)}`);
        }
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
});

Deno.test("a ceiling below the lowest is refused with that one", () => {
  const options = { width: 1280, height: 720, framerate: 30, intra: 30 };
  const least = leastBitrate(options);
  new PatternEncoder({ ...options, bitrateBps: least });
  assertLessOrEqual(least, 250_000);
  try {
    new PatternEncoder({ ...options, bitrateBps: least - 1 });
  } catch (error) {
    assertEquals(
      (error as RangeError).message,
      `bitrateBps must be at least ${least} for 1280 x 720 at 30 pictures/s with a key picture ` +
        `every 30, is ${least - 1}`,
    );
    return;
  }
  throw new Error("it was taken");
});

Deno.test("a key picture has room for the text that its plan chose", () => {
  for (const width of [112, 128, 160, 176, 320, 352, 640, 800, 1024, 1280, 1920]) {
    for (const height of [64, 96, 144, 240, 480, 720, 1080]) {
      const options = { width, height, framerate: 30, bitrateBps: 20_000_000, intra: 30 };
      const { layout, keyBits } = planStream(options);
      const bars = new Bars({ codedWidth: Math.ceil(width / 16) * 16, framerate: 30, intra: 30 });
      const scene = new Scene({ width, height, layout, bars });
      scene.paintPanel({ unixMs: Date.UTC(2026, 0, 1, 20, 38, 58, 886), frameNumber: 888_888_888 });
      for (let travelled = 0; travelled < bars.period; travelled += 40) {
        scene.paintBars(travelled);
        const writer = new PictureWriter(scene.picture);
        const slice = writer.writeKey({ key: true, pictureInGop: 0, idrPicId: 0 }, layout.barRows);
        assertLessOrEqual(slice.length * 8 + 500, keyBits, `${width} x ${height}`);
      }
    }
  }
});

Deno.test("a macroblock of dark and bright cells stays within what the plan reckons with", () => {
  const cells = fc.array(fc.constantFrom(16, 224), { minLength: 16, maxLength: 16 });
  const grey = fc.nat(8).map((step) => Array<number>(16).fill(16 + 26 * step));
  const writer = new BitWriter(1024);
  fc.assert(
    fc.property(fc.oneof(cells, grey), cells, cells, (above, left, here) => {
      const target = new CellPicture(2, 2);
      for (const [mb, values] of [above, above, left, here].entries()) {
        for (const [i, value] of values.entries()) {
          const x = (mb % 2) * 4 + i % 4, y = Math.floor(mb / 2) * 4 + (i >> 2);
          target.fillLuma({ x, y, width: 1, height: 1 }, value);
        }
      }
      const shown = new CellPicture(2, 2);
      for (let mb = 0; mb < 3; mb++) shown.copyMacroblock(target, mb);
      const macroblocks = new IntraMacroblockWriter(writer, { target, shown });
      writer.reset();
      macroblocks.startSlice({ key: false });
      macroblocks.write(3);
      assertLessOrEqual(writer.bitLength, 95);
      assertEquals(shown.luma, target.luma);
    }),
    { numRuns: 5000 },
  );
});
