import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { setUp } from "./set_up.ts";
import { annexB, concat, makePps, makeSlice, makeSps, pictureBytes } from "./streams.ts";

const MIB = 1024 * 1024;
const SPS = makeSps();
const PPS = makePps();
const IDR = makeSlice({ idr: true, sizeBytes: 300 });
const KEY = annexB(SPS, PPS, IDR);
const P = annexB(makeSlice({ sizeBytes: 100 }));

/** Pushes bytes as a reader of a pipe gets them. */
function pushAll({ assembler }: ReturnType<typeof setUp>, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 65536) assembler.push(bytes.subarray(at, at + 65536));
}

Deno.test("8 MiB without a start code are reported once, kept nowhere, and forgotten at a key frame", () => {
  const s = setUp();
  pushAll(s, new Uint8Array(8 * MIB).fill(0x55));
  assertEquals(s.kinds(), ["no-start-code"]);
  assertStringIncludes(s.faults[0]!.message, "No H.264 start code in 1 MiB");
  assertEquals(s.assembler.counters.discardedBytes, 8 * MIB);
  s.assembler.push(KEY);
  assertEquals(s.frames(), [`${KEY.length} key`]);
});

Deno.test("8 MiB of zero bytes are held by number only", () => {
  const s = setUp();
  pushAll(s, new Uint8Array(8 * MIB));
  assertEquals(s.kinds(), ["no-start-code"]);
  s.assembler.push(KEY);
  assertEquals(s.sink.frames.length, 1);
  assertLess(s.sink.frames[0]!.bytes.length, KEY.length + 65537);
});

for (
  const [content, hex, words] of [
    ["JPEG images", "ffd8ffe000104a464946", /JPEG images \(MJPEG\), not an H.264/],
    ["an MP4 file", "0000002066747970" + "69736f6d", /an MP4 file, not an H.264/],
    ["MPEG-TS", "474000100000b00d", /MPEG transport stream, not an H.264/],
    ["text", "3c21444f43545950452068746d6c3e0a", /seems to be text, not/],
    ["something unknown", "fedcba98", /this is not an H.264 byte stream/],
  ] as const
) {
  Deno.test(`${content} instead of H.264 is told in words`, () => {
    const s = setUp();
    pushAll(s, concat(Uint8Array.fromHex(hex), new Uint8Array(2 * MIB).fill(0x33)));
    assertEquals(s.kinds(), ["no-start-code"]);
    assertMatch(s.faults[0]!.message, words);
  });
}

for (
  const [content, hex, words] of [
    ["H.265", "0000000140010c01ffff0160000003b0", /0x40, .* this seems to be H.265/],
    ["MPEG-2", "000001b31e00f0c4", /0xb3, .* this seems to be MPEG-2 video/],
    ["a type that H.264 leaves to others", "0000000178aabb", /0x78, which begins no NAL unit/],
  ] as const
) {
  Deno.test(`${content} behind a start code is told in words`, () => {
    const s = setUp();
    for (let i = 0; i < 3; i++) s.assembler.push(Uint8Array.fromHex(hex));
    assertEquals(s.kinds(), ["not-h264"]);
    assertMatch(s.faults[0]!.message, words);
    s.assembler.push(KEY);
    assertEquals(s.frames(), [`${KEY.length} key`]);
  });
}

Deno.test("What is no H.264 in mid-stream drops the open unit and all up to the next key frame", () => {
  const s = setUp();
  const long = annexB(makeSlice({ sizeBytes: 4092 }));
  for (const bytes of [KEY, long, Uint8Array.of(0, 0, 1, 0x80, 7), P, P, KEY, P]) {
    s.assembler.push(bytes);
  }
  assertEquals(s.frames(), [`${KEY.length} key`, `${KEY.length} key discontinuity`, "104"]);
  assertEquals(s.sink.abandoned.map(({ length }) => length), [4096]);
  assertEquals(s.kinds(), ["not-h264"]);
  assertEquals(s.assembler.counters.droppedUnits, 3);
  assertEquals(s.assembler.counters.discardedBytes, 4096 + 5 + 2 * 104);
});

Deno.test("A fault is news again after a key frame", () => {
  const s = setUp();
  const broken = Uint8Array.of(0, 0, 1, 0x80, 7);
  for (const bytes of [KEY, broken, broken, KEY, broken]) s.assembler.push(bytes);
  assertEquals(s.kinds(), ["not-h264", "not-h264"]);
});

Deno.test("A broken SPS is named with the field; its unit and those after it are dropped", () => {
  const s = setUp();
  const broken = SPS.slice();
  broken[4] = 0x00;
  for (const bytes of [KEY, annexB(broken, PPS, IDR), P, KEY]) s.assembler.push(bytes);
  assertEquals(s.frames(), [`${KEY.length} key`, `${KEY.length} key discontinuity`]);
  assertEquals(s.kinds(), ["broken-parameter-set"]);
  assertMatch(s.faults[0]!.message, /^Cannot parse SPS: .*Pictures are dropped until a key frame/);
});

Deno.test("A broken SPS before a key frame that has good ones of its own is taken out", () => {
  const s = setUp();
  const broken = concat(Uint8Array.of(0, 0, 1), SPS.subarray(0, 3));
  s.assembler.push(concat(broken, KEY));
  assertEquals(s.frames(), [`${KEY.length} key`]);
  assertEquals(s.sink.frames[0]!.bytes, KEY);
  assertEquals(s.kinds(), ["broken-parameter-set"]);
  assertEquals(s.assembler.counters.discardedBytes, broken.length);
});

Deno.test("A parameter set larger than any is refused before it is kept", () => {
  const s = setUp();
  s.assembler.push(annexB(concat(SPS, new Uint8Array(20000).fill(0x55)), PPS, IDR));
  assertEquals(s.frames(), []);
  assertMatch(s.faults[0]!.message, /^Cannot parse SPS: it may have 16384 bytes, has 20\d\d\d\./);
});

Deno.test("A key frame of 2 MB is a frame", () => {
  const s = setUp();
  const picture = concat(makeSlice({ idr: true }), pictureBytes(2_000_000), Uint8Array.of(0x80));
  const key = annexB(SPS, PPS, picture);
  pushAll(s, key);
  s.fireTimers();
  s.assembler.push(P);
  assertEquals(s.frames(), [`${key.length} key`, "104"]);
  assertEquals(s.sink.frames[0]!.bytes, key);
  assertEquals(s.kinds(), []);
});

Deno.test("A unit without an end is given up at the limit, and the next key frame is taken", () => {
  const s = setUp();
  s.assembler.push(KEY);
  pushAll(s, concat(P, new Uint8Array(8 * MIB).fill(0x55)));
  assertEquals(s.kinds(), ["unit-too-large", "no-start-code"]);
  assertMatch(s.faults[0]!.message, /grown past 4 MiB/);
  assert(s.sink.abandoned[0]!.length <= 4 * MIB + 65536);
  s.assembler.push(P);
  s.assembler.push(KEY);
  assertEquals(s.frames(), [`${KEY.length} key`, `${KEY.length} key discontinuity`]);
});

Deno.test("Garbage after a unit that was ended is given up at the limit as well", () => {
  const s = setUp({ fullReadBytes: 1e9 });
  s.assembler.push(KEY);
  for (let i = 0; i < 2000; i++) s.assembler.push(new Uint8Array(5000).fill(0x55));
  s.assembler.push(KEY);
  s.fireTimers();
  assertEquals(s.kinds(), ["ragged-writes", "unit-too-large", "no-start-code"]);
  assertEquals(s.frames().at(-1), `${KEY.length} key discontinuity`);
});

Deno.test("Supplemental information without a picture is not kept for ever", () => {
  const s = setUp();
  const sei = annexB(concat(Uint8Array.of(0x06), new Uint8Array(1000).fill(0x55)));
  for (let i = 0; i < 300; i++) s.assembler.push(sei);
  assertEquals(s.kinds(), ["unit-too-large"]);
  s.assembler.push(KEY);
  assert(s.sink.frames[0]!.bytes.length < 256 * 1024);
});

Deno.test("A stream without key frames is named after a while", () => {
  const s = setUp();
  s.assembler.push(annexB(SPS, PPS));
  for (let i = 0; i < 1200; i++) s.assembler.push(P);
  assertEquals(s.kinds(), ["mid-gop", "no-key-frame"]);
  assertEquals(s.assembler.counters.droppedUnits, 1200);
});

Deno.test("A stream cut anywhere gives the units that are whole", () => {
  const whole = concat(KEY, P, P);
  for (let length = 0; length <= whole.length; length++) {
    const s = setUp({ unitEnd: "next-start" });
    s.assembler.push(whole.subarray(0, length));
    s.assembler.end("cut");
    const ends = [KEY.length, KEY.length + P.length];
    // Whole is what the beginning of the next shows to be whole: start code, header, first byte.
    const units = ends.filter((end) => length >= end + 6).length;
    assertEquals(s.sink.frames.length, units, `cut at ${length}`);
    assertEquals(s.kinds(), []);
  }
});
