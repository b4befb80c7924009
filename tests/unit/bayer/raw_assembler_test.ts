import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { FrameFlag } from "../../../lib/frame/mod.ts";
import { concat } from "../h264/streams.ts";
import { frame, knownFormat, rawBytes, type SetUp, setUp } from "./set_up.ts";

const frameBytes = 16;
const { key, discontinuity } = FrameFlag;

/** Pushes pieces, each after so many milliseconds of rest. */
function feed(s: SetUp, pieces: readonly (readonly [restMs: number, bytes: Uint8Array])[]): void {
  for (const [restMs, bytes] of pieces) {
    s.clock.nowUs += restMs * 1000;
    s.assembler.push(bytes);
  }
}

function bytesOf(s: SetUp): Uint8Array[] {
  return s.sink.frames.map(({ bytes }) => bytes);
}

Deno.test("frames come out whole, in the canonical form, and the first describes the stream", () => {
  const s = setUp({ name: "bench", framerate: 2, format: knownFormat("SGBRG10") });
  const stream = concat(frame(1), frame(2), frame(3));
  for (let at = 0; at < stream.length; at += 5) s.assembler.push(stream.subarray(at, at + 5));
  s.assembler.end("clean");
  assertEquals(bytesOf(s), [frame(1), frame(2), frame(3)]);
  assertEquals(s.sink.frames.map(({ flags }) => flags), [key, key, key]);
  assertEquals(s.sink.frames.map(({ stream }) => stream), [
    {
      ...{ id: 1, name: "bench", codec: "raw12", width: 4, height: 2, framerate: 2 },
      ...{ bayer: "GBRG", bitDepth: 10 },
    },
    undefined,
    undefined,
  ]);
  assertEquals([s.faults, s.assembler.counters.discardedBytes], [[], 0]);
});

Deno.test("padding and packing are taken away", () => {
  const s = setUp({ format: knownFormat("SRGGB12_CSI2P"), width: 2, strideBytes: 4 });
  s.assembler.push(Uint8Array.of(0x12, 0x34, 0xba, 99, 0, 0, 0, 99));
  assertEquals(bytesOf(s), [rawBytes([0x12a, 0x34b, 0, 0])]);
});

Deno.test("a frame is committed with its last byte, in one piece and at that time", () => {
  const s = setUp();
  feed(s, [[0, frame(1).subarray(0, 15)]]);
  assertEquals(s.sink.frames, []);
  feed(s, [[7, frame(1).subarray(15)]]);
  assertEquals(s.sink.frames[0]?.captureUs, 8000);
  s.assembler.push(frame(2).subarray(0, 9));
  s.assembler.end("cut");
  assertEquals(s.sink.abandoned, 0);
});

Deno.test("what else is known of a frame goes with it", () => {
  const known = [{ exposureUs: 10 }, undefined, { exposureUs: 30 }];
  const s = setUp({ metadata: () => known.shift() });
  s.assembler.push(concat(frame(1), frame(2), frame(3)));
  assertEquals(s.sink.frames.map(({ metadata }) => metadata?.exposureUs), [10, undefined, 30]);
});

Deno.test("samples above the range become its largest value, are counted, and told once", () => {
  const s = setUp();
  const bad = rawBytes([0, 4095, 4096, 65535, 1, 2, 3, 0x8000]);
  s.assembler.push(concat(bad, frame(1), bad));
  const good = rawBytes([0, 4095, 4095, 4095, 1, 2, 3, 4095]);
  assertEquals(bytesOf(s), [good, frame(1), good]);
  assertEquals(s.assembler.counters.clampedSamples, 6);
  assertEquals(s.faults.map(({ kind }) => kind), ["out-of-range"]);
  assertStringIncludes(s.faults[0]!.message, "3 of 8 samples of a RAW frame are above 4095");
  for (let n = 0; n < 100; n++) s.assembler.push(frame(n));
  s.assembler.push(bad);
  assertEquals(s.assembler.counters.faults, 2);
});

Deno.test("the end of the source drops half a frame: a fault only if it ended of itself", () => {
  for (const how of ["clean", "cut"] as const) {
    const s = setUp();
    s.assembler.push(concat(frame(1), frame(2).subarray(0, 10)));
    s.assembler.end(how);
    s.assembler.end("clean");
    assertEquals(bytesOf(s), [frame(1)]);
    const { bytes, frames, droppedFrames, discardedBytes } = s.assembler.counters;
    assertEquals([bytes, frames, droppedFrames, discardedBytes], [26, 1, 1, 10]);
    assertEquals(s.faults.map(({ kind }) => kind), how === "clean" ? ["truncated"] : []);
    assertThrows(() => s.assembler.push(frame(3)), Error, "end()");
  }
});

Deno.test("a frame cut short costs only itself where the source rests between frames", () => {
  for (const restMs of [30, 2000]) {
    for (let cut = 1; cut < frameBytes; cut++) {
      const s = setUp();
      feed(s, [[0, frame(1)], [restMs, frame(2)], [restMs, frame(3).subarray(0, cut)]]);
      feed(s, [[restMs, frame(4)], [restMs, frame(5).subarray(0, 3)], [1, frame(5).subarray(3)]]);
      feed(s, [[restMs, frame(6)]]);
      assertEquals(bytesOf(s), [1, 2, 4, 5, 6].map(frame), `cut at ${cut}`);
      assertEquals(s.sink.frames.map(({ flags }) => flags & discontinuity), [0, 0, 2, 0, 0]);
      assertEquals(s.faults.map(({ kind }) => kind), ["truncated"]);
      assertStringIncludes(s.faults[0]!.message, `A RAW frame has ${cut} of 16 bytes`);
      assertEquals(s.assembler.counters.discardedBytes, cut);
    }
  }
});

Deno.test("the very first frame cut short is told by a rest of a second", () => {
  const s = setUp();
  feed(s, [[0, frame(1).subarray(0, 6)], [1000, frame(2)], [1000, frame(3)]]);
  assertEquals(bytesOf(s), [frame(2), frame(3)]);
});

Deno.test("several frames cut short in a row cost only themselves", () => {
  const s = setUp();
  feed(s, [[0, frame(1)], [30, frame(2)], [30, frame(3).subarray(0, 6)]]);
  feed(s, [[30, frame(4).subarray(0, 5)], [30, frame(5)], [30, frame(6)], [30, frame(7)]]);
  const kept = bytesOf(s);
  assertEquals(kept.slice(0, 2), [frame(1), frame(2)]);
  assertEquals(kept.slice(-2), [frame(6), frame(7)]);
});

Deno.test("a rest inside a frame is nothing where the source rests after it as well", () => {
  const s = setUp();
  const late = frame(3);
  feed(s, [[0, frame(1)], [30, frame(2)], [30, late.subarray(0, 6)], [20, late.subarray(6)]]);
  assertEquals(bytesOf(s).length, 2, "what follows has to tell");
  feed(s, [[30, frame(4)], [30, frame(5)]]);
  assertEquals(bytesOf(s), [1, 2, 3, 4, 5].map(frame));
  assertEquals(s.sink.frames[2]?.captureUs, 81_000);
  assertEquals(s.faults, []);
});

Deno.test("a source that is late, and so rests inside a frame but not behind it, loses nothing", () => {
  for (let rest = 1; rest < frameBytes; rest++) {
    for (let second = 1; second < frameBytes; second++) {
      const s = setUp();
      const third = frame(3), behind = concat(frame(4), frame(5));
      feed(s, [[0, frame(1)], [30, frame(2)], [30, third.subarray(0, rest)]]);
      feed(s, [[25, third.subarray(rest)], [1, behind.subarray(0, second)]]);
      feed(s, [[second === rest ? 1 : 25, behind.subarray(second)], [30, frame(6)]]);
      s.assembler.end("clean");
      assertEquals(bytesOf(s), [1, 2, 3, 4, 5, 6].map(frame), `${rest} ${second}`);
      assertEquals(s.sink.frames[2]?.captureUs, 86_000);
      assertEquals(s.faults, []);
    }
  }
});

Deno.test("a frame that has to be told by what follows is kept at the end of the source", () => {
  const s = setUp();
  feed(s, [[0, frame(1)], [30, frame(2).subarray(0, 6)], [20, frame(2).subarray(6)]]);
  s.assembler.end("cut");
  assertEquals(bytesOf(s), [frame(1), frame(2)]);
});

Deno.test("a source that never rests may stop anywhere", () => {
  const s = setUp();
  const stream = concat(...Array.from({ length: 9 }, (_, n) => frame(n)));
  feed(s, [[0, stream.subarray(0, 70)], [5000, stream.subarray(70, 120)], [
    1,
    stream.subarray(120),
  ]]);
  assertEquals(bytesOf(s), Array.from({ length: 9 }, (_, n) => frame(n)));
});

Deno.test("where this program was late itself, frames come right again after a few", () => {
  const s = setUp();
  const frames = Array.from({ length: 12 }, (_, n) => frame(n));
  feed(s, frames.slice(0, 4).map((bytes) => [30, bytes]));
  const backlog = concat(...frames.slice(4, 8));
  feed(s, [[30, backlog.subarray(0, 9)], [3000, backlog.subarray(9)]]);
  feed(s, frames.slice(8).map((bytes) => [30, bytes]));
  assertEquals(bytesOf(s).slice(-3), frames.slice(9));
});

Deno.test("bytes of a file have no rests that tell anything", () => {
  const s = setUp({ isLive: false });
  const stream = concat(frame(1), frame(2), frame(3));
  feed(s, [[0, stream.subarray(0, 20)], [5000, stream.subarray(20)]]);
  assertEquals(bytesOf(s), [frame(1), frame(2), frame(3)]);
});

Deno.test("impossible sizes are refused", () => {
  const refused = [
    { width: 0 },
    { height: 1.5 },
    { strideBytes: 7 },
    { strideBytes: 8.5 },
    { width: 8192, height: 4097 },
    { format: knownFormat("SRGGB8"), width: 8192, height: 4097 },
  ];
  for (const options of refused) assertThrows(() => setUp(options), RangeError);
  assert(setUp({ width: 8192, height: 4096 }));
});
