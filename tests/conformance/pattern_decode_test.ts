// Judge: ffmpeg decodes what the pattern camera makes, strictly, and the pictures say which they are.
import { assert, assertEquals } from "@std/assert";
import { PatternEncoder, type PatternOptions, readPatternStamp } from "../../lib/h264/mod.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";

const START_MS = Date.UTC(2025, 10, 21, 23, 59, 59, 700);

/** A stream of `pictures` and the times given to it. */
function encodeStream(options: PatternOptions, pictures: number) {
  const encoder = new PatternEncoder(options);
  const times = Array.from(
    { length: pictures },
    (_, i) => Math.floor(START_MS + i * 1000 / options.framerate),
  );
  const units = times.map((unixMs) => encoder.encode(unixMs).bytes);
  const bytes = new Uint8Array(units.reduce((sum, unit) => sum + unit.length, 0));
  let at = 0;
  for (const unit of units) {
    bytes.set(unit, at);
    at += unit.length;
  }
  return { bytes, times };
}

for (
  const options of [
    { width: 1280, height: 720, framerate: 30, bitrateBps: 2_000_000, intra: 30 },
    { width: 1920, height: 1080, framerate: 60, bitrateBps: 4_000_000, intra: 20 },
    { width: 640, height: 480, framerate: 29.97, bitrateBps: 1_000_000, intra: 15 },
    { width: 322, height: 242, framerate: 15, bitrateBps: 500_000, intra: 7 },
    { width: 160, height: 96, framerate: 10, bitrateBps: 200_000, intra: 1 },
  ]
) {
  const { width, height, framerate, intra } = options;
  Deno.test({
    name:
      `every picture of ${width} x ${height} at ${framerate}, key every ${intra}, is the right one`,
    ...judgedBy("ffmpeg"),
    async fn() {
      const { bytes, times } = encodeStream(options, 32);
      const decoded = await decodeLuma(bytes);
      assertEquals(decoded.complaints, "");
      assertEquals([decoded.width, decoded.height], [width, height]);
      const stamps = decoded.lumas.map((luma) =>
        readPatternStamp(luma, { width, height, stride: width })
      );
      assertEquals(stamps, times.map((unixMs, frameNumber) => ({ frameNumber, unixMs })));
      assert(decoded.lumas[1]!.some((value, i) => value !== decoded.lumas[31]![i]));
    },
  });
}
