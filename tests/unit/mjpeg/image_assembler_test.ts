import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { concat } from "../h264/streams.ts";
import { makeImage } from "./images.ts";
import { setUp } from "./set_up.ts";

const cases: { name: string; image: Uint8Array<ArrayBuffer> }[] = [
  { name: "a plain one", image: makeImage() },
  { name: "0xff in its data", image: makeImage({ data: [0xff, 0xff, 0xd8, 0xff, 0xd9] }) },
  { name: "restart markers", image: makeImage({ data: Array(40).fill(7), restarts: true }) },
  { name: "fill bytes before markers", image: makeImage({ fillBytes: 3 }) },
  { name: "several scans", image: makeImage({ scans: 3 }) },
  { name: "a thumbnail in it", image: makeImage({ application1: makeImage({ width: 16 }) }) },
  { name: "no data at all", image: makeImage({ data: [] }) },
];

for (const { name, image } of cases) {
  Deno.test(`an image with ${name} is one frame, cut anyhow`, () => {
    for (const length of [1, 2, 3, 7, 1000]) {
      const s = setUp({ name: "door", framerate: 15 });
      const stream = concat(image, image);
      for (let at = 0; at < stream.length; at += length) {
        s.assembler.push(stream.subarray(at, at + length));
      }
      s.assembler.end("clean");
      assertEquals(s.sink.frames.map(({ bytes }) => bytes), [image, image]);
      assertEquals(s.sink.frames.map(({ flags }) => flags), ["key", "key"]);
      assertEquals(s.sink.frames.map(({ stream }) => stream), [
        { id: 1, name: "door", codec: "mjpeg", width: 64, height: 48, framerate: 15 },
        undefined,
      ]);
      assertEquals(s.faults, []);
      assertEquals(s.assembler.counters.discardedBytes, 0);
    }
  });
}

Deno.test("an image is committed with its last byte, and its bytes are passed on as they come", () => {
  const s = setUp();
  const image = makeImage();
  s.assembler.push(image.subarray(0, 30));
  assertEquals(s.sink.open, image.subarray(0, 30));
  s.clock.nowUs = 5000;
  s.assembler.push(image.subarray(30, image.length - 1));
  assertEquals(s.sink.frames, []);
  s.clock.nowUs = 7000;
  s.assembler.push(image.subarray(-1));
  assertEquals(s.sink.frames[0]?.captureUs, 7000);
});

Deno.test("what stands between images is dropped and counted, and is no fault", () => {
  const s = setUp();
  const zeros = new Uint8Array(100);
  const chance = Uint8Array.of(0xff, 0xff, 0xd8, 0x00, 0xff, 0xd9, 0xff);
  s.assembler.push(concat(zeros, makeImage(), zeros, chance, makeImage(), zeros));
  s.assembler.end("clean");
  assertEquals(s.sink.frames.length, 2);
  assertEquals(s.assembler.counters, {
    ...{ bytes: 307 + 2 * makeImage().length, images: 2, droppedImages: 0 },
    ...{ discardedBytes: 307, faults: 0 },
  });
});

Deno.test("an image cut short is dropped, the next comes out and says DISCONTINUITY", () => {
  for (const [cutAt, length] of [[24, 1], [31, 999], [43, 3], [-2, 4], [-1, 1]] as const) {
    const s = setUp();
    const image = makeImage();
    const stream = concat(image, image.subarray(0, cutAt), image, image);
    for (let at = 0; at < stream.length; at += length) {
      s.assembler.push(stream.subarray(at, at + length));
    }
    assertEquals(s.sink.frames.map(({ bytes }) => bytes), [image, image, image]);
    assertEquals(s.sink.frames.map(({ flags }) => flags), ["key", "key discontinuity", "key"]);
    assertEquals(s.faults.map(({ kind }) => kind), ["truncated"]);
    const { bytes, discardedBytes, droppedImages } = s.assembler.counters;
    assertEquals([bytes - discardedBytes, droppedImages], [3 * image.length, 1]);
  }
});

const broken: { name: string; bytes: number[]; why: string }[] = [
  { name: "a byte between markers", bytes: [0xff, 0xd8, 0xff, 0xfe, 0, 2, 7], why: "0x07" },
  { name: "a reserved marker", bytes: [0xff, 0xd8, 0xff, 0x33], why: "0xff33" },
  { name: "a segment of no length", bytes: [0xff, 0xd8, 0xff, 0xdb, 0, 1], why: "length 1" },
  {
    name: "no scan",
    bytes: [...makeImage().subarray(0, 24), 0xff, 0xd9],
    why: "without a picture",
  },
  { name: "no width", bytes: [...makeImage({ width: 0 })], why: "how large" },
];

for (const { name, bytes, why } of broken) {
  Deno.test(`an image with ${name} is dropped, and the fault says so`, () => {
    const s = setUp();
    s.assembler.push(concat(Uint8Array.from(bytes), makeImage()));
    assertEquals(s.sink.frames.length, 1);
    assertEquals(s.faults.map(({ kind }) => kind), ["broken"]);
    assertStringIncludes(s.faults[0]?.message ?? "", why);
  });
}

Deno.test("an image without an end is dropped at the limit, and memory stays level", () => {
  const s = setUp({ limitBytes: 1000 });
  const endless = makeImage({ data: Array(5000).fill(9) }).subarray(0, -2);
  for (let at = 0; at < endless.length; at += 100) s.assembler.push(endless.subarray(at, at + 100));
  assert(s.sink.open.length === 0 && s.sink.bytesTaken <= 1000, `${s.sink.bytesTaken} bytes`);
  s.assembler.push(makeImage());
  assertEquals(s.sink.frames.length, 1);
  assertEquals(s.faults.map(({ kind }) => kind), ["too-large"]);
  assertEquals(s.assembler.counters.discardedBytes, endless.length);
});

Deno.test("the end of the stream drops an open image", () => {
  const s = setUp();
  s.assembler.push(makeImage().subarray(0, 40));
  s.assembler.end("cut");
  s.assembler.end("clean");
  assertEquals([s.sink.frames.length, s.sink.abandoned.length], [0, 1]);
  assertEquals(s.assembler.counters.discardedBytes, 40);
  assertThrows(() => s.assembler.push(makeImage()), Error, "end()");
});

Deno.test("another size is another description, and a DISCONTINUITY", () => {
  const s = setUp({ discontinuity: true });
  s.assembler.push(concat(makeImage(), makeImage({ width: 320 }), makeImage({ width: 320 })));
  assertEquals(s.sink.frames.map(({ flags }) => flags), [
    "key discontinuity",
    "key discontinuity",
    "key",
  ]);
  assertEquals(s.sink.frames.map(({ stream }) => stream?.width), [64, 320, undefined]);
});

Deno.test("what is no stream of images is told, with what it seems to be", () => {
  const s = setUp();
  const video = new Uint8Array(64 * 1024).fill(0x55);
  video.set([0, 0, 0, 1, 0x67]);
  for (let i = 0; i < 33; i++) s.assembler.push(video);
  assertEquals(s.faults.map(({ kind }) => kind), ["no-image"]);
  assertStringIncludes(s.faults[0]?.message ?? "", "H.264");
});

Deno.test("a fault is told again only after a hundred good images", () => {
  const s = setUp();
  const cut = makeImage().subarray(0, 31);
  for (let i = 0; i < 50; i++) s.assembler.push(concat(cut, makeImage()));
  assertEquals(s.faults.length, 1);
  for (let i = 0; i < 100; i++) s.assembler.push(makeImage());
  s.assembler.push(concat(cut, makeImage()));
  assertEquals(s.faults.length, 2);
});
