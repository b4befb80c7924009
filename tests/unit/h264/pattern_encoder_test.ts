import { assert, assertEquals, assertThrows } from "@std/assert";
import { PatternEncoder, type PatternOptions } from "../../../lib/h264/mod.ts";

const options: PatternOptions = {
  width: 1280,
  height: 720,
  framerate: 30,
  bitrateBps: 2_000_000,
  intra: 30,
};

/** `nal_unit_type` of every NAL unit behind a four-byte start code. */
function nalUnitTypes(bytes: Uint8Array): number[] {
  const types: number[] = [];
  for (let i = 0; i + 4 < bytes.length; i++) {
    if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 0 && bytes[i + 3] === 1) {
      types.push(bytes[i + 4]! & 31);
    }
  }
  return types;
}

Deno.test("a key picture begins with SPS and PPS and comes every intra pictures", () => {
  const encoder = new PatternEncoder({ ...options, intra: 3 });
  for (let i = 0; i < 7; i++) {
    const { bytes, key, frameNumber } = encoder.encode(i * 33);
    assertEquals(frameNumber, i);
    assertEquals(key, i % 3 === 0);
    assertEquals(nalUnitTypes(bytes), key ? [7, 8, 5] : [1]);
  }
});

Deno.test("the level follows from size, rate and bit rate", () => {
  for (
    const [changes, codec] of [
      [{}, "avc1.42C01F"],
      [{ framerate: 60 }, "avc1.42C020"],
      [{ width: 1920, height: 1080 }, "avc1.42C028"],
      [{ width: 1920, height: 1080, framerate: 60 }, "avc1.42C02A"],
      [{ width: 640, height: 480 }, "avc1.42C01E"],
      [{ width: 1920, height: 16 }, "avc1.42C01F"],
    ] as const
  ) {
    assertEquals(new PatternEncoder({ ...options, ...changes }).codecString, codec);
  }
});

Deno.test("an option outside of its range is named with the range and the value", () => {
  for (
    const [changes, message] of [
      [{ width: 14 }, "width must be 16 to 1920, is 14"],
      [{ width: 1922 }, "width must be 16 to 1920, is 1922"],
      [{ width: 641 }, "width must be even, is 641"],
      [{ height: 1082 }, "height must be 16 to 1080, is 1082"],
      [{ framerate: 60.1 }, "framerate must be 0.1 to 60, is 60.1"],
      [{ framerate: NaN }, "framerate must be 0.1 to 60, is NaN"],
      [{ intra: 0 }, "intra must be 1 to 1000000, is 0"],
      [{ intra: 1.5 }, "intra must be an integer, is 1.5"],
      [{ bitrateBps: 999 }, "bitrateBps must be 1000 to 100000000, is 999"],
    ] as const
  ) {
    assertThrows(() => new PatternEncoder({ ...options, ...changes }), RangeError, message);
  }
});

Deno.test("the caller owns the bytes: later pictures do not change them", () => {
  const encoder = new PatternEncoder(options);
  const { bytes } = encoder.encode(0);
  const before = bytes.slice();
  encoder.encode(1);
  encoder.encode(2);
  assertEquals(bytes, before);
  assert(bytes.byteLength === bytes.buffer.byteLength);
});
