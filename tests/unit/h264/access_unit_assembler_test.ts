import { assertEquals, assertThrows } from "@std/assert";
import { setUp } from "./set_up.ts";
import { annexB, concat, makePps, makeSlice, makeSps } from "./streams.ts";

const SPS = makeSps();
const PPS = makePps();
const IDR = makeSlice({ idr: true, sizeBytes: 300 });
const KEY = annexB(SPS, PPS, IDR);
const P = annexB(makeSlice({ sizeBytes: 100 }));

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
  const { assembler, armed, clock, fireTimers, frames, sink } = setUp();
  assembler.push(KEY);
  assembler.push(long.subarray(0, 4096));
  assertEquals(armed(), 1);
  assertEquals(sink.open.length, 4096);
  clock.nowUs = 3000;
  assembler.push(long.subarray(4096));
  assertEquals([armed(), frames().length], [1, 1]);
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

Deno.test("The first frame after a restart of the source says so", () => {
  const { assembler, frames } = setUp({ discontinuity: true });
  assembler.push(KEY);
  assembler.push(P);
  assertEquals(frames(), [`${KEY.length} key discontinuity`, "104"]);
});

Deno.test("Two fields of a picture are two units", () => {
  const field = makeSlice({ sizeBytes: 60 });
  const { assembler, frames } = setUp();
  assembler.push(concat(KEY, annexB(field), annexB(field)));
  assertEquals(frames(), [`${KEY.length} key`, "64", "64"]);
});

Deno.test("Filler data and the end of a sequence belong to the unit before them", () => {
  const filler = Uint8Array.of(0x0c, 0xff, 0xff, 0x80);
  const { assembler, frames } = setUp();
  assembler.push(concat(KEY, annexB(filler), annexB(Uint8Array.of(0x0a)), P));
  assertEquals(frames(), [`${KEY.length + 8 + 5} key`, "104"]);
});

Deno.test("Only the parameter sets that a key frame lacks make it carry all of them", () => {
  const pps1 = makePps({ id: 1 });
  const { assembler, sink } = setUp();
  assembler.push(annexB(SPS, PPS, pps1, IDR));
  assembler.push(KEY);
  assembler.push(annexB(pps1, PPS, SPS, IDR));
  const all = concat(annexB(SPS), annexB(PPS), annexB(pps1));
  assertEquals(sink.frames[1]!.bytes, concat(all, KEY));
  assertEquals(sink.frames[2]!.bytes, annexB(pps1, PPS, SPS, IDR));
});

Deno.test("The description is that of the parameter set which the picture refers to", () => {
  const small = makeSps({ id: 1, widthMbs: 20, heightMbs: 15 });
  const pps1 = makePps({ id: 1, spsId: 1 });
  const { assembler, sink } = setUp();
  assembler.push(annexB(SPS, small, PPS, pps1, IDR));
  assembler.push(annexB(makeSlice({ idr: true, ppsId: 1 })));
  assertEquals(sink.frames.map(({ stream }) => stream?.width), [640, 320]);
});

Deno.test("A clean end makes a frame of what is there, a cut drops it", () => {
  for (const how of ["clean", "cut"] as const) {
    const { assembler, frames, sink, armed } = setUp({ unitEnd: "next-start" });
    assembler.push(KEY);
    assembler.push(concat(P, Uint8Array.of(0, 0, 1)));
    assembler.end(how);
    assembler.end(how);
    assertEquals(armed(), 0);
    assertEquals(frames(), how === "clean" ? [`${KEY.length} key`, "104"] : [`${KEY.length} key`]);
    assertEquals(sink.abandoned.map(({ length }) => length), how === "clean" ? [] : [104]);
    assertEquals(assembler.counters.discardedBytes, how === "clean" ? 3 : 107);
  }
});

Deno.test("Bytes after the end are a mistake of the caller", () => {
  const { assembler } = setUp();
  assembler.end("cut");
  assertThrows(() => assembler.push(KEY), Error, "end() was called before");
});

Deno.test("Everything is counted", () => {
  const { assembler } = setUp();
  for (const bytes of [P, KEY, P.subarray(0, 60), P.subarray(60), P]) assembler.push(bytes);
  assertEquals(assembler.counters, {
    bytes: KEY.length + 3 * P.length,
    accessUnits: 3,
    keyFrames: 1,
    droppedUnits: 1,
    discardedBytes: P.length,
    wrongEnds: 1,
    doubtfulEnds: 0,
    faults: 1,
  });
});
