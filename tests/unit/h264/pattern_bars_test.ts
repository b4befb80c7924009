import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Bars } from "../../../lib/h264/pattern/bars.ts";
import { MotionField } from "../../../lib/h264/pattern/motion_field.ts";

const stream = fc.record({
  codedWidth: fc.integer({ min: 1, max: 120 }).map((mbs) => mbs * 16),
  framerate: fc.double({ min: 0.1, max: 60, noNaN: true }),
  intra: fc.integer({ min: 1, max: 1000 }),
});

Deno.test("bars go on by even steps and are on the grid of cells in key pictures", () => {
  fc.assert(fc.property(stream, (options) => {
    const bars = new Bars(options);
    assertEquals(bars.period % 8, 0);
    assertEquals(bars.travel(0), 0);
    assert(bars.travel(options.intra) >= 8 && bars.travel(options.intra) % 8 === 0);
    for (let i = 1; i <= options.intra; i++) {
      const step = bars.travel(i) - bars.travel(i - 1);
      assert(step >= 0 && step % 2 === 0, `picture ${i}`);
    }
  }));
});

Deno.test("steps differ by at most two samples, so that the bars glide", () => {
  fc.assert(fc.property(stream, (options) => {
    const bars = new Bars(options);
    const steps = Array.from(
      { length: options.intra },
      (_, i) => bars.travel(i + 1) - bars.travel(i),
    );
    assert(Math.max(...steps) - Math.min(...steps) <= 2);
  }));
});

Deno.test("what enters on the left is to be found in the picture", () => {
  fc.assert(fc.property(stream, (options) => {
    const bars = new Bars(options);
    assertEquals(bars.canMoveByVector, options.codedWidth >= 32);
    if (bars.canMoveByVector) assert(bars.period + 16 <= options.codedWidth);
  }));
});

Deno.test("a colour that has travelled is the same colour", () => {
  fc.assert(fc.property(stream, fc.nat(5000), fc.nat(1000), (options, x, travelled) => {
    const bars = new Bars(options);
    const away = travelled * 8;
    assertEquals(bars.colourAt(x + away, away), bars.colourAt(x, 0));
    assertEquals(bars.colourAt(x + bars.period, 0), bars.colourAt(x, 0));
  }));
});

/** A picture three macroblocks wide; `undefined` is intra. The last one is asked about. */
const NEIGHBOURS: readonly {
  name: string;
  vectors: (number | undefined)[];
  skip: number;
  prediction: number;
}[] = [
  { name: "the first of all", vectors: [], skip: 0, prediction: 0 },
  { name: "one in the first row", vectors: [8], skip: 0, prediction: 8 },
  { name: "one in the first row after an intra one", vectors: [undefined], skip: 0, prediction: 0 },
  { name: "the first in a row", vectors: [8, 12, 16], skip: 0, prediction: 8 },
  { name: "one amid others", vectors: [8, 12, 16, 20], skip: 16, prediction: 16 },
  { name: "one beside a still one", vectors: [8, 12, 16, 0], skip: 0, prediction: 12 },
  { name: "one below a still one", vectors: [8, 0, 16, 20], skip: 0, prediction: 16 },
  {
    name: "one with one vector around",
    vectors: [undefined, undefined, 16, undefined],
    skip: 16,
    prediction: 16,
  },
  {
    name: "one with two vectors around",
    vectors: [undefined, 12, 16, undefined],
    skip: 12,
    prediction: 12,
  },
  { name: "the last in a row", vectors: [8, 12, 16, 20, 24], skip: 16, prediction: 16 },
];

for (const { name, vectors, skip, prediction } of NEIGHBOURS) {
  Deno.test(`the vector of ${name} is predicted as the standard says`, () => {
    const motion = new MotionField({ mbWidth: 3, mbHeight: 2 });
    for (const [mb, vector] of vectors.entries()) {
      if (vector === undefined) motion.setIntra(mb);
      else motion.setVector(mb, vector);
    }
    assertEquals(motion.skipVector(vectors.length), skip);
    assertEquals(motion.predictVector(vectors.length), prediction);
  });
}
