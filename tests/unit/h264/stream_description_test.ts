import { assertEquals } from "@std/assert";
import { describeStream, parseSps, type Sps } from "../../../lib/h264/mod.ts";
import { MAX_UNIT_BYTES, unitLimitBytes } from "../../../lib/h264/unit_limit.ts";
import { makeSps } from "./streams.ts";

const SPS = parseSps(makeSps());

Deno.test("A description without settings has the name and number of the first camera", () => {
  assertEquals(describeStream(SPS), {
    id: 1,
    name: "camera",
    codec: "h264",
    codecString: "avc1.42C01F",
    width: 640,
    height: 480,
  });
});

for (
  const [told, asked, framerate] of [
    [undefined, undefined, undefined],
    [undefined, 25, 25],
    [29.97, 25, 29.97],
    [1_000_000, 25, 25],
    [1_000_000, undefined, undefined],
  ] as const
) {
  Deno.test(`A stream that tells ${told} fps of a source asked for ${asked} has ${framerate}`, () => {
    const sps: Sps = told === undefined ? SPS : { ...SPS, vui: { framerate: told } };
    const settings = asked === undefined ? {} : { framerate: asked };
    assertEquals(describeStream(sps, settings).framerate, framerate);
  });
}

for (
  const [width, height, limit] of [
    [640, 480, 4 * 1024 * 1024],
    [1920, 1088, 4_896_000],
    [3840, 2160, MAX_UNIT_BYTES],
  ] as const
) {
  Deno.test(`A unit of ${width} × ${height} may have ${limit} bytes`, () => {
    assertEquals(unitLimitBytes({ ...SPS, codedWidth: width, codedHeight: height }), limit);
  });
}
