import { assertEquals } from "@std/assert";
import {
  AccessUnitAssembler,
  type AssemblerOptions,
  type StreamFault,
} from "../../../lib/h264/mod.ts";
import { RecordingSink } from "./recording_sink.ts";
import { annexB, concat, makePps, makeSlice, makeSps } from "./streams.ts";

const SPS = makeSps();
const PPS = makePps();
const IDR = makeSlice({ idr: true, sizeBytes: 300 });
const KEY = annexB(SPS, PPS, IDR);
const P = annexB(makeSlice({ sizeBytes: 100 }));

/** An assembler with a clock and timers that the test turns. */
function setUp(options: Partial<AssemblerOptions> = {}) {
  const sink = new RecordingSink();
  const faults: StreamFault[] = [];
  const timers = new Map<number, () => void>();
  const clock = { nowUs: 1000 };
  let lastTimer = 0;
  const assembler = new AccessUnitAssembler({
    sink,
    nowUs: () => clock.nowUs,
    onFault: (fault) => faults.push(fault),
    setTimer: (callback) => {
      timers.set(++lastTimer, callback);
      return lastTimer;
    },
    clearTimer: (handle) => timers.delete(handle as number),
    ...options,
  });
  const fireTimers = () => {
    const due = [...timers.values()];
    timers.clear();
    for (const callback of due) callback();
    return due.length;
  };
  const frames = () => sink.frames.map(({ bytes, flags }) => `${bytes.length} ${flags}`.trim());
  const kinds = () => faults.map(({ kind }) => kind);
  return { assembler, sink, faults, timers, clock, fireTimers, frames, kinds };
}

Deno.test("A unit is committed by the read that brings its last byte", () => {
  const { assembler, sink, clock, frames } = setUp();
  assembler.push(KEY);
  assertEquals(frames(), [`${KEY.length} key`]);
  clock.nowUs = 2000;
  assembler.push(P);
  assertEquals(frames(), [`${KEY.length} key`, "104"]);
  assertEquals(sink.frames.map(({ captureUs }) => captureUs), [1000, 2000]);
});

Deno.test("A unit whose length so far is a multiple of 4096 waits for the timer or for bytes", () => {
  const long = annexB(makeSlice({ sizeBytes: 8192 - 4 }));
  const { assembler, timers, clock, fireTimers, frames, sink } = setUp();
  assembler.push(KEY);
  assembler.push(long.subarray(0, 4096));
  assertEquals(timers.size, 1);
  assertEquals(sink.open.length, 4096);
  clock.nowUs = 3000;
  assembler.push(long.subarray(4096));
  assertEquals([timers.size, frames().length], [1, 1]);
  clock.nowUs = 9000;
  assertEquals(fireTimers(), 1);
  assertEquals(frames(), [`${KEY.length} key`, "8192"]);
  assertEquals(sink.frames[1]!.captureUs, 3000);
  assertEquals(assembler.counters.doubtfulEnds, 1);
});

Deno.test("Bytes after an end taken too early are a frame of their own, marked as its rest", () => {
  const { assembler, sink, frames } = setUp();
  assembler.push(KEY.subarray(0, 100));
  assembler.push(KEY.subarray(100));
  assembler.push(P);
  assertEquals(frames(), ["100 key", `${KEY.length - 100} continuation`, "104"]);
  assertEquals(concat(...sink.frames.map(({ bytes }) => bytes)), concat(KEY, P));
  assertEquals(assembler.counters.wrongEnds, 1);
  assertEquals(assembler.counters.accessUnits, 2);
});

Deno.test("Several slices of a picture are one unit, with 3-byte start codes too", () => {
  const slices = [0, 300, 600, 900].map((firstMb) => makeSlice({ firstMb, sizeBytes: 50 }));
  const { assembler, frames } = setUp();
  assembler.push(concat(KEY, annexB(...slices), P));
  assertEquals(frames(), [`${KEY.length} key`, `${4 * 53 + 1}`, "104"]);
});

Deno.test("A key frame without parameter sets gets those that came before, after its delimiter", () => {
  const delimiter = Uint8Array.of(0x09, 0xf0);
  const sei = Uint8Array.of(0x06, 0x05, 0x01, 0xaa, 0x80);
  const { assembler, sink } = setUp();
  assembler.push(KEY);
  assembler.push(annexB(delimiter, sei, IDR));
  const sets = concat(annexB(SPS), annexB(PPS));
  const expected = concat(annexB(delimiter), sets, annexB(sei, IDR).subarray(1));
  assertEquals(sink.frames[1]!.bytes, expected);
  assertEquals(sink.frames[1]!.flags, "key");
});

Deno.test("A stream that begins inside a group of pictures starts at its first key frame", () => {
  const { assembler, frames, kinds } = setUp();
  assembler.push(P.subarray(50));
  assembler.push(P);
  assembler.push(P);
  assembler.push(KEY);
  assertEquals(frames(), [`${KEY.length} key`]);
  assertEquals(kinds(), ["mid-gop"]);
  assertEquals(assembler.counters.discardedBytes, 54 + 104 + 104);
  assertEquals(assembler.counters.droppedUnits, 2);
});

Deno.test("Key frames without any parameter sets are dropped and named", () => {
  const { assembler, frames, kinds } = setUp();
  for (let i = 0; i < 3; i++) assembler.push(annexB(IDR));
  assertEquals(frames(), []);
  assertEquals(kinds(), ["no-parameter-sets"]);
  assembler.push(KEY);
  assertEquals(frames(), [`${KEY.length} key`]);
});

Deno.test("The stream is described with the first key frame and when its size changes", () => {
  const larger = annexB(makeSps({ widthMbs: 80, heightMbs: 45 }), PPS, IDR);
  const { assembler, sink } = setUp({ name: "door", streamId: 3, framerate: 25, bitrate: 2e6 });
  for (const unit of [KEY, P, KEY, larger, P]) assembler.push(unit);
  const told = { id: 3, name: "door", codec: "h264", framerate: 25, bitrate: 2e6 } as const;
  const codecString = "avc1.42C01F";
  assertEquals(sink.frames.map(({ stream }) => stream), [
    { ...told, codecString, width: 640, height: 480 },
    undefined,
    undefined,
    { ...told, codecString, width: 1280, height: 720 },
    undefined,
  ]);
  assertEquals(sink.frames.map(({ flags }) => flags), ["key", "", "key", "key discontinuity", ""]);
});
