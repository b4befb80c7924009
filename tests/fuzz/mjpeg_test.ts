import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cut, pieceLengths } from "../unit/h264/stream_arbitraries.ts";
import { concat } from "../unit/h264/streams.ts";
import { makeImage } from "../unit/mjpeg/images.ts";
import { setUp } from "../unit/mjpeg/set_up.ts";

const image = fc.record({
  width: fc.integer({ min: 1, max: 9000 }),
  data: fc.uint8Array({ maxLength: 300 }),
  restarts: fc.boolean(),
  fillBytes: fc.nat(3),
  scans: fc.integer({ min: 1, max: 3 }),
  application1: fc.option(fc.uint8Array({ maxLength: 200 }), { nil: undefined }),
}).map(({ application1, ...shape }) =>
  makeImage({ ...shape, ...(application1 === undefined ? {} : { application1 }) })
);

/** Bytes with many markers among them. */
const garbage = fc.array(
  fc.oneof(
    fc.constantFrom<number[]>([0xff, 0xd8], [0xff, 0xd8, 0xff], [0xff, 0xd9], [0xff], [0xff, 0]),
    fc.constantFrom<number[]>([0xff, 0xda, 0, 2], [0xff, 0xc0, 0, 9, 8, 0, 9, 0, 9], [0xff, 0xd3]),
    fc.array(fc.nat(255), { maxLength: 30 }),
  ),
  { maxLength: 60 },
).map((parts) => Uint8Array.from(parts.flat()));

Deno.test("Images come out the same however their stream is cut", () => {
  fc.assert(
    fc.property(fc.array(image, { maxLength: 6 }), pieceLengths, (images, lengths) => {
      const s = setUp();
      for (const piece of cut(concat(...images), lengths)) s.assembler.push(piece);
      assertEquals(s.sink.frames.map(({ bytes }) => bytes), images);
      assertEquals(s.assembler.counters.discardedBytes, 0);
    }),
    { numRuns: 500 },
  );
});

Deno.test("Whatever bytes come, nothing is thrown, and every byte is in an image or counted", () => {
  fc.assert(
    fc.property(garbage, pieceLengths, (bytes, lengths) => {
      const s = setUp({ limitBytes: 200 });
      for (const piece of cut(bytes, lengths)) s.assembler.push(piece);
      s.assembler.end("cut");
      const { counters } = s.assembler;
      const committed = s.sink.frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
      assertEquals(committed + counters.discardedBytes, bytes.length);
      assertEquals(s.sink.open.length, 0);
      for (const frame of s.sink.frames) assert(frame.bytes.length <= 200);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("After whatever damage, the images behind it come out", () => {
  const tail = makeImage({ data: Array(70_000).fill(3) });
  fc.assert(
    fc.property(image, garbage, pieceLengths, (before, put, lengths) => {
      const s = setUp();
      for (const piece of cut(concat(before, put), lengths)) s.assembler.push(piece);
      // A segment that says 64 KiB may swallow the first of them.
      for (let i = 0; i < 3; i++) s.assembler.push(tail);
      assertEquals(s.sink.frames.at(-1)?.bytes, tail);
      assertEquals(s.sink.frames.at(-2)?.bytes, tail);
    }),
    { numRuns: 100 },
  );
});
