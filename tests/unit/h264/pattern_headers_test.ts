import { assertEquals } from "@std/assert";
import { BitReader } from "../../../lib/h264/bit_reader.ts";
import { parseSps, PatternEncoder, removeEmulationPrevention } from "../../../lib/h264/mod.ts";
import { chooseLevel } from "../../../lib/h264/pattern/level.ts";
import { toFrameRate } from "../../../lib/h264/pattern/frame_rate.ts";
import { splitNalUnits } from "../../support/nal_units.ts";

const options = { width: 1280, height: 720, framerate: 30, bitrateBps: 2_000_000, intra: 30 };

for (
  const [changes, expected] of [
    [{}, { codedWidth: 1280, codedHeight: 720, width: 1280, height: 720 }],
    [{ width: 16, height: 16 }, { codedWidth: 16, codedHeight: 16, width: 16, height: 16 }],
    [
      { width: 1920, height: 1080 },
      { codedWidth: 1920, codedHeight: 1088, width: 1920, height: 1080 },
    ],
    [{ width: 66, height: 50 }, { codedWidth: 80, codedHeight: 64, width: 66, height: 50 }],
  ] as const
) {
  Deno.test(`the SPS crops ${expected.width} x ${expected.height} out of whole macroblocks`, () => {
    const [sps] = splitNalUnits(new PatternEncoder({ ...options, ...changes }).encode(0).bytes);
    const { codedWidth, codedHeight, width, height } = parseSps(sps!);
    assertEquals({ codedWidth, codedHeight, width, height }, expected);
  });
}

Deno.test("the SPS says that no decoder need hold a picture back, and the rate", () => {
  const encoder = new PatternEncoder(options);
  const sps = parseSps(splitNalUnits(encoder.encode(0).bytes)[0]!);
  assertEquals([sps.profileIdc, sps.constraintFlags, sps.levelIdc], [66, 0xc0, 31]);
  assertEquals([sps.picOrderCntType, sps.maxNumRefFrames, sps.frameMbsOnly], [2, 1, true]);
  assertEquals(sps.vuiError, undefined);
  assertEquals(sps.vui, {
    framerate: 30,
    fixedFrameRate: true,
    sampleAspectRatio: { width: 1, height: 1 },
    fullRange: false,
    maxNumReorderFrames: 0,
    maxDecFrameBuffering: 1,
  });
});

for (
  const [framerate, numerator, denominator] of [
    [30, 30, 1],
    [60, 60, 1],
    [29.97, 30000, 1001],
    [30000 / 1001, 30000, 1001],
    [23.976, 24000, 1001],
    [59.94, 60000, 1001],
    [12.5, 25, 2],
    [0.1, 1, 10],
    [14.985, 2997, 200],
  ] as const
) {
  Deno.test(`a rate of ${framerate} is told as ${numerator}/${denominator}`, () => {
    assertEquals(toFrameRate(framerate), { numerator, denominator });
  });
}

for (
  const [mbWidth, mbHeight, framerate, bitrateBps, levelIdc] of [
    [1, 1, 60, 1000, 10],
    [11, 9, 15, 64_000, 10],
    [11, 9, 15, 64_001, 11],
    [11, 9, 16, 1000, 11],
    [22, 18, 30, 1000, 13],
    [22, 18, 30, 768_001, 20],
    [45, 36, 25, 1000, 30],
    [80, 45, 30, 14_000_000, 31],
    [80, 45, 30, 14_000_001, 32],
    [120, 68, 30, 1000, 40],
    [120, 68, 60, 1000, 42],
    [120, 1, 1, 1000, 31],
  ] as const
) {
  Deno.test(`${mbWidth} x ${mbHeight} at ${framerate} and ${bitrateBps} bit/s is level ${levelIdc}`, () => {
    assertEquals(chooseLevel({ mbWidth, mbHeight, framerate, bitrateBps }), levelIdc);
  });
}

/** What counts pictures in a slice header. */
function readCounters(slice: Uint8Array): { frameNum: number; idrPicId: number | undefined } {
  const reader = new BitReader(removeEmulationPrevention(slice.subarray(1)), "slice header");
  for (const field of ["first_mb_in_slice", "slice_type", "pps_id"]) reader.unsignedGolomb(field);
  const frameNum = reader.unsigned(8, "frame_num");
  const isIdr = (slice[0]! & 31) === 5;
  return { frameNum, idrPicId: isIdr ? reader.unsignedGolomb("idr_pic_id") : undefined };
}

Deno.test("frame_num counts from each key picture and starts over after 255", () => {
  const encoder = new PatternEncoder({ ...options, width: 16, height: 16, intra: 600 });
  for (let i = 0; i < 700; i++) {
    const slice = splitNalUnits(encoder.encode(i).bytes).at(-1)!;
    assertEquals(readCounters(slice).frameNum, (i % 600) % 256);
  }
});

Deno.test("neighbouring key pictures differ in idr_pic_id", () => {
  const encoder = new PatternEncoder({ ...options, width: 16, height: 16, intra: 1 });
  const ids = Array.from({ length: 5 }, (_, i) => {
    const slice = splitNalUnits(encoder.encode(i).bytes).at(-1)!;
    return readCounters(slice).idrPicId;
  });
  assertEquals(ids, [0, 1, 0, 1, 0]);
});
