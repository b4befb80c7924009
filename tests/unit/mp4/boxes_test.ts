import { assertEquals, assertThrows } from "@std/assert";
import {
  enclosureOffset,
  encodeEnclosure,
  encodeFragmentHead,
  encodeHybridHead,
  encodeMovie,
  fragmentHeadBytes,
  SampleTable,
  type VideoTrack,
} from "../../../lib/mp4/mod.ts";
import { findBox, numbersOf, readBoxes } from "../../support/mp4_boxes.ts";

const track: VideoTrack = {
  width: 640,
  height: 360,
  avc: {
    sps: [new Uint8Array([0x67, 0x42, 0xc0, 0x1e, 1, 2])],
    pps: [new Uint8Array([0x68, 3])],
    chromaFormatIdc: 1,
    bitDepthLuma: 8,
    bitDepthChroma: 8,
  },
  createdUs: 0,
};

const sample = { sizeBytes: 100, duration: 3000, key: false };
const keySample = { ...sample, key: true };

Deno.test("a fragment's head is as long as was said, and points at its samples", () => {
  const last = { ...sample, sizeBytes: 7, duration: 2999, compositionOffset: -3000 };
  const samples = [keySample, sample, last];
  const head = encodeFragmentHead({ sequenceNumber: 5, decodeTime: 2 ** 33 + 1, samples });
  assertEquals(head.length, fragmentHeadBytes(3));
  const payload = new Uint8Array(207);
  const bytes = new Uint8Array([...head, ...payload]);
  assertEquals(readBoxes(bytes).map(({ type }) => type), ["moof", "mdat"]);
  assertEquals(findBox(bytes, "mdat").content.length, 207);
  assertEquals(numbersOf(findBox(bytes, "moof/mfhd")), [0, 5]);
  assertEquals(numbersOf(findBox(bytes, "moof/traf/tfdt"), 4), [2, 1]);
  const [, count, dataOffset, ...rows] = numbersOf(findBox(bytes, "moof/traf/trun"));
  assertEquals([count, dataOffset], [3, head.length]);
  assertEquals(rows, [
    ...[3000, 100, 0x02000000, 0],
    ...[3000, 100, 0x01010000, 0],
    ...[2999, 7, 0x01010000, 2 ** 32 - 3000],
  ]);
});

Deno.test("a file begins with its type, free bytes and a movie that tells of fragments", () => {
  const head = encodeHybridHead(track);
  assertEquals(readBoxes(head).map(({ type }) => type), ["ftyp", "free", "moov"]);
  assertEquals(findBox(head, "free").offset, enclosureOffset);
  assertEquals(numbersOf(findBox(head, "moov/mvex/trex")), [0, 1, 1, 0, 0, 0]);
  assertEquals(numbersOf(findBox(head, "moov/trak/mdia/minf/stbl/stsz")), [0, 0, 0]);
});

Deno.test("the enclosure covers all that stands before the final movie", () => {
  const head = encodeHybridHead(track);
  const fragments = new Uint8Array(5000).fill(0xa5);
  const movieOffset = head.length + fragments.length;
  const movie = encodeMovie(track, new SampleTable());
  const file = new Uint8Array([...head, ...fragments, ...movie]);
  file.set(encodeEnclosure(movieOffset), enclosureOffset);
  const boxes = readBoxes(file);
  assertEquals(boxes.map(({ type }) => type), ["ftyp", "mdat", "moov"]);
  assertEquals(boxes[2]?.offset, movieOffset);
});

Deno.test("the sample table runs equal durations and equal chunks together", () => {
  const samples = new SampleTable();
  samples.addChunk([keySample, sample], 1000);
  samples.addChunk([keySample, sample], 2000);
  samples.addChunk([{ ...keySample, duration: 3001 }], 3000);
  const movie = encodeMovie(track, samples);
  const table = (name: string) => numbersOf(findBox(movie, `moov/trak/mdia/minf/stbl/${name}`), 4);
  assertEquals(table("stts"), [2, 4, 3000, 1, 3001]);
  assertEquals(table("stss"), [3, 1, 3, 5]);
  assertEquals(table("stsc"), [2, 1, 2, 1, 3, 1, 1]);
  assertEquals(table("stsz"), [0, 5, 100, 100, 100, 100, 100]);
  assertEquals(table("stco"), [3, 1000, 2000, 3000]);
  assertEquals(numbersOf(findBox(movie, "moov/mvhd")).slice(5, 8), [90_000, 0, 15_001]);
});

Deno.test("pictures that are shown in another order have their composition offsets", () => {
  const samples = new SampleTable();
  const shift = (compositionOffset: number) => ({ ...sample, compositionOffset });
  samples.addChunk([keySample, shift(3000), shift(-3000), shift(-3000)], 1000);
  const movie = encodeMovie(track, samples);
  const offsets = numbersOf(findBox(movie, "moov/trak/mdia/minf/stbl/ctts"));
  assertEquals(offsets, [0x01000000, 3, 1, 0, 1, 3000, 2, 2 ** 32 - 3000]);
});

Deno.test("offsets past 4 GiB have 64 bits", () => {
  const samples = new SampleTable();
  samples.addChunk([keySample], 1000);
  samples.addChunk([keySample], 2 ** 32 + 5);
  const movie = encodeMovie(track, samples);
  const offsets = findBox(movie, "moov/trak/mdia/minf/stbl/co64");
  assertEquals(numbersOf(offsets, 4), [2, 0, 1000, 1, 5]);
});

Deno.test("the table of a long recording is complete", () => {
  const samples = new SampleTable();
  for (let i = 0; i < 300_000; i++) {
    samples.addChunk([{ sizeBytes: i, duration: 2900 + i % 200, key: i % 30 === 0 }], i * 20_000);
  }
  const movie = encodeMovie(track, samples);
  const sizes = numbersOf(findBox(movie, "moov/trak/mdia/minf/stbl/stsz"), 12);
  assertEquals(sizes.length, 300_000);
  assertEquals([sizes[4096], sizes.at(-1)], [4096, 299_999]);
});

Deno.test("the decoder's configuration tells the parameter sets, and of High the chroma format", () => {
  const contentOf = (avc: VideoTrack["avc"]) => {
    const head = encodeHybridHead({ ...track, avc });
    const { content } = findBox(head, "moov/trak/mdia/minf/stbl/stsd");
    return [...content.subarray(8 + 8 + 78 + 8)];
  };
  const baseline = [1, 0x42, 0xc0, 0x1e, 0xff, 0xe1, 0, 6, 0x67, 0x42, 0xc0, 0x1e, 1, 2];
  assertEquals(contentOf(track.avc), [...baseline, 1, 0, 2, 0x68, 3]);
  const sps = [new Uint8Array([0x67, 100, 0, 40])];
  const high = [1, 100, 0, 40, 0xff, 0xe1, 0, 4, 0x67, 100, 0, 40, 1, 0, 2, 0x68, 3];
  assertEquals(contentOf({ ...track.avc, sps }), [...high, 0xfd, 0xf8, 0xf8, 0]);
  assertThrows(() => contentOf({ ...track.avc, pps: [] }), RangeError, "1 to 255 PPS, are 0");
});
