import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { minStride, parseRawFormat } from "../../lib/bayer/mod.ts";
import { packFrame } from "../unit/bayer/pack.ts";
import { rawBytes, setUp } from "../unit/bayer/set_up.ts";
import { cut, pieceLengths } from "../unit/h264/stream_arbitraries.ts";
import { concat } from "../unit/h264/streams.ts";

const format = fc.constantFrom(
  ...["SRGGB8", "SBGGR10", "SGRBG12", "SGBRG14", "SRGGB16", "SBGGR10_CSI2P", "SRGGB12_CSI2P"]
    .map((name) => parseRawFormat(name)!),
);

const stream = fc.record({
  format,
  width: fc.integer({ min: 1, max: 20 }),
  height: fc.integer({ min: 1, max: 5 }),
  padding: fc.constantFrom(0, 1, 32),
  samples: fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 400 }),
  frames: fc.nat(5),
});

Deno.test("RAW frames come out the same however their stream is cut", () => {
  fc.assert(
    fc.property(stream, pieceLengths, ({ format, width, height, padding, ...made }, lengths) => {
      const strideBytes = minStride(format, width) + padding;
      const geometry = { format, width, height, strideBytes };
      const frames = Array.from({ length: made.frames }, (_, n) =>
        Array.from(
          { length: width * height },
          (_, i) => made.samples[(i + n) % made.samples.length]! & 2 ** format.storedBits - 1,
        ));
      const s = setUp(geometry);
      const bytes = concat(...frames.map((frame) => packFrame(frame, geometry)));
      for (const piece of cut(bytes, lengths)) {
        s.clock.nowUs += piece.length % 7;
        s.assembler.push(piece);
      }
      s.assembler.end("clean");
      const down = format.storedBits - format.bitDepth;
      assertEquals(
        s.sink.frames.map(({ bytes }) => bytes),
        frames.map((frame) => rawBytes(frame.map((sample) => sample >> down))),
      );
      assertEquals([s.faults.length, s.assembler.counters.discardedBytes], [0, 0]);
    }),
    { numRuns: 300 },
  );
});

Deno.test("Whatever bytes and rests come, nothing is thrown, and every byte is in a frame or counted", () => {
  const piece = fc.tuple(
    fc.uint8Array({ maxLength: 60 }),
    fc.constantFrom(0, 1, 15_000, 40_000, 3_000_000),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), format, (pieces, format) => {
      const s = setUp({ format });
      const frameBytes = minStride(format, 4) * 2;
      for (const [bytes, restUs, leaves] of pieces) {
        s.clock.nowUs += restUs;
        s.assembler.push(bytes);
        if (leaves) s.assembler.breakOff();
        assert(s.assembler.missingBytes >= 1 && s.assembler.missingBytes <= frameBytes);
      }
      s.assembler.end("cut");
      const { bytes, frames, discardedBytes } = s.assembler.counters;
      assertEquals(frames * frameBytes + discardedBytes, bytes);
      for (const { bytes } of s.sink.frames) {
        assertEquals(bytes.length, 16);
        const most = 2 ** format.bitDepth - 1;
        assert(new Uint16Array(bytes.slice().buffer).every((sample) => sample <= most));
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("Wherever frames of a source that rests are cut short, whole ones behind them come out", () => {
  const cuts = fc.array(fc.option(fc.integer({ min: 1, max: 15 }), { nil: undefined }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(cuts, fc.integer({ min: 20, max: 3000 }), (cuts, restMs) => {
      const s = setUp();
      const frame = (n: number) => rawBytes(Array.from({ length: 8 }, (_, i) => n * 16 + i));
      const kept = [frame(0), frame(1)];
      const push = (bytes: Uint8Array): void => {
        s.clock.nowUs += restMs * 1000;
        s.assembler.push(bytes);
      };
      kept.forEach(push);
      for (const [n, cut] of cuts.entries()) push(frame(n + 2).subarray(0, cut));
      for (let n = 40; n < 44; n++) push(frame(n));
      s.assembler.end("cut");
      assertEquals(s.sink.frames.slice(-3).map(({ bytes }) => bytes), [41, 42, 43].map(frame));
    }),
    { numRuns: 500 },
  );
});
