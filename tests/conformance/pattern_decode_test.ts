// Judge: ffmpeg decodes what the pattern camera makes, strictly, and the pictures say which they are.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { PatternEncoder, type PatternOptions, readPatternStamp } from "../../lib/h264/mod.ts";
import { Bars } from "../../lib/h264/pattern/bars.ts";
import { planStream } from "../../lib/h264/pattern/plan.ts";
import { stampGeometry } from "../../lib/frame/mod.ts";
import { type DecodedVideo, decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { joinBytes } from "../support/nal_units.ts";

const START_MS = Date.UTC(2025, 10, 21, 23, 59, 59, 700);

/** A stream of `pictures` and the times given to it. */
function encodeStream(options: PatternOptions, pictures: number) {
  const encoder = new PatternEncoder(options);
  const times = Array.from(
    { length: pictures },
    (_, i) => Math.floor(START_MS + i * 1000 / options.framerate),
  );
  return { bytes: joinBytes(times.map((unixMs) => encoder.encode(unixMs).bytes)), times };
}

/** Every picture there, of the right size, and each one the right one. */
function assertStamps(decoded: DecodedVideo, options: PatternOptions, times: number[]): void {
  const { width, height } = options;
  assertEquals(decoded.complaints, "");
  assertEquals([decoded.width, decoded.height], [width, height]);
  const stamps = decoded.lumas.map((luma) =>
    readPatternStamp(luma, { width, height, stride: width })
  );
  const hasStamp = stampGeometry(width, height) !== undefined;
  const expected = times.map((unixMs, frameNumber) =>
    hasStamp ? { frameNumber, unixMs } : undefined
  );
  assertEquals(stamps, expected);
}

/** The first and the last line of the bars, in all components, are those of the bars' own place. */
function assertBars(decoded: DecodedVideo, options: PatternOptions): void {
  const { width, height, framerate, intra } = options;
  const bars = new Bars({ codedWidth: Math.ceil(width / 16) * 16, framerate, intra });
  const { layout, moves } = planStream(options);
  const lastLine = Math.min(layout.barRows * 16, height) - 1;
  for (const [i, luma] of decoded.lumas.entries()) {
    const inGop = moves ? bars.travel(i % intra) : 0;
    const travelled = Math.floor(i / intra) * bars.travel(intra) +
      (bars.canMoveByVector ? inGop : inGop - inGop % 8);
    const { cb, cr } = decoded.chromas[i]!;
    for (const y of [0, lastLine]) {
      for (let x = 0; x < width; x++) {
        const colour = bars.colourAt(x, travelled);
        assert(luma[y * width + x] === colour.y, `luma of picture ${i} at ${x}, ${y}`);
        const chroma = (y >> 1) * (width / 2) + (x >> 1);
        assert(
          cb[chroma] === colour.cb && cr[chroma] === colour.cr,
          `chroma of ${i} at ${x}, ${y}`,
        );
      }
    }
  }
}

for (
  const options of [
    { width: 1280, height: 720, framerate: 30, bitrateBps: 2_000_000, intra: 30 },
    { width: 1920, height: 1080, framerate: 60, bitrateBps: 4_000_000, intra: 20 },
    { width: 640, height: 480, framerate: 29.97, bitrateBps: 1_000_000, intra: 15 },
    { width: 322, height: 242, framerate: 15, bitrateBps: 500_000, intra: 7 },
    { width: 160, height: 96, framerate: 10, bitrateBps: 200_000, intra: 1 },
    { width: 16, height: 16, framerate: 2, bitrateBps: 10_000, intra: 5 },
    { width: 1280, height: 720, framerate: 30, bitrateBps: 230_000, intra: 30 },
  ]
) {
  const { width, height, framerate, bitrateBps, intra } = options;
  const stream =
    `${width} x ${height} at ${framerate} under ${bitrateBps} bit/s, key every ${intra}`;
  Deno.test({
    name: `every picture of ${stream}, is the right one, and its bars are in their place`,
    ...judgedBy("ffmpeg"),
    async fn() {
      const { bytes, times } = encodeStream(options, 32);
      const decoded = await decodeLuma(bytes);
      assertStamps(decoded, options, times);
      assertBars(decoded, options);
    },
  });
}

Deno.test({
  name: "any even size, rate, ceiling and distance of key pictures gives a valid stream",
  ...judgedBy("ffmpeg"),
  async fn() {
    const options = fc.record({
      width: fc.integer({ min: 8, max: 400 }).map((half) => half * 2),
      height: fc.integer({ min: 8, max: 250 }).map((half) => half * 2),
      framerate: fc.constantFrom(0.1, 1, 12.5, 23.976, 25, 29.97, 59.94, 60),
      bitrateBps: fc.constantFrom(8_000_000, 20_000_000),
      intra: fc.constantFrom(1, 2, 3, 5),
    });
    await fc.assert(
      fc.asyncProperty(options, async (options) => {
        const { bytes, times } = encodeStream(options, 7);
        const decoded = await decodeLuma(bytes);
        assertStamps(decoded, options, times);
        assertBars(decoded, options);
      }),
      { numRuns: 24 },
    );
  },
});

Deno.test({
  name: "600 pictures without a key picture, past the end of frame_num twice, are all there",
  ...judgedBy("ffmpeg"),
  async fn() {
    const options = { width: 128, height: 48, framerate: 30, bitrateBps: 500_000, intra: 620 };
    const { bytes, times } = encodeStream(options, 700);
    const decoded = await decodeLuma(bytes);
    assertStamps(decoded, options, times);
    assertBars(decoded, options);
  },
});

for (
  const [framerate, expected] of [
    [30, "30/1"],
    [29.97, "30000/1001"],
    [12.5, "25/2"],
    [60, "60/1"],
    [1, "1/1"],
  ] as const
) {
  Deno.test({
    name: `ffprobe sees ${framerate} pictures/s as ${expected}`,
    ...judgedBy("ffprobe"),
    async fn() {
      const options = { width: 320, height: 240, framerate, bitrateBps: 2_000_000, intra: 10 };
      const { bytes } = encodeStream(options, 40);
      const entries = "stream=profile,width,height,has_b_frames,pix_fmt,r_frame_rate,color_range," +
        "color_space,refs,nb_read_frames";
      const ffprobe = new Deno.Command("ffprobe", {
        args: ["-v", "error", "-f", "h264", "-count_frames", "-show_entries", entries]
          .concat(["-of", "json", "pipe:0"]),
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const writer = ffprobe.stdin.getWriter();
      await writer.write(bytes);
      await writer.close();
      const { stdout, stderr } = await ffprobe.output();
      assertEquals(new TextDecoder().decode(stderr), "");
      assertEquals(JSON.parse(new TextDecoder().decode(stdout)).streams[0], {
        profile: "Constrained Baseline",
        width: 320,
        height: 240,
        has_b_frames: 0,
        pix_fmt: "yuv420p",
        color_range: "tv",
        color_space: "bt709",
        refs: 1,
        r_frame_rate: expected,
        nb_read_frames: "40",
      });
    },
  });
}
