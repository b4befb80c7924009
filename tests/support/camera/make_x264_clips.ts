/**
 * Makes the clips of real x264 output in `tests/testdata/h264`, with the settings that rpicam-vid
 * gives libx264 on a Raspberry Pi 5: `deno run -A tests/support/camera/make_x264_clips.ts`.
 * @module
 */
import { luma } from "./h264/frame_number.ts";
import { drawFrameNumber } from "./planar_encoder.ts";
import { clipFolder, clipFrames, clipSize } from "./x264_clip.ts";

const common = ["me=dia", "subme=0", "merange=16", "chroma-me=0", "weightp=0", "weightb=0"]
  .concat(["scenecut=0", "rc-lookahead=0"]);

/** Arguments of ffmpeg by the clip's name. */
const clips: Readonly<Record<string, readonly string[]>> = {
  "x264_default.h264": [
    ...["-preset", "superfast"],
    ...["-x264-params", [...common, "partitions=i8x8,i4x4", "bframes=1", "threads=6"].join(":")],
  ],
  "x264_low_latency.h264": [
    ...["-preset", "ultrafast", "-tune", "zerolatency"],
    ...["-x264-params", [...common, "ref=1", "slices=4", "threads=4"].join(":")],
  ],
};

/** One picture: its number, and a patch of noise that is new in each. */
function picture(number: number): Uint8Array<ArrayBuffer> {
  const { width, height } = clipSize;
  const bytes = new Uint8Array(width * height * 3 / 2).fill(luma.background);
  drawFrameNumber(bytes, { width, strideBytes: width, number });
  let state = 0x9e3779b9 ^ number;
  for (let y = 0; y < 48; y++) {
    for (let x = 0; x < 48; x++) {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 1;
      bytes[(y + 400) * width + x + (number * 8) % 560] = 64 + ((state >>> 9) & 127);
    }
  }
  return bytes;
}

async function make(name: string, options: readonly string[]): Promise<void> {
  const { width, height } = clipSize;
  const ffmpeg = new Deno.Command("ffmpeg", {
    args: ["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-framerate", "30"]
      .concat(["-video_size", `${width}x${height}`, "-i", "-", "-c:v", "libx264", "-g", "30"])
      .concat(options, ["-f", "h264", `${clipFolder}/${name}`]),
    stdin: "piped",
  }).spawn();
  const writer = ffmpeg.stdin.getWriter();
  for (let number = 0; number < clipFrames; number++) await writer.write(picture(number));
  await writer.close();
  const { code } = await ffmpeg.status;
  if (code !== 0) throw new Error(`ffmpeg cannot make ${name}: it ended with ${code}`);
}

if (import.meta.main) {
  for (const [name, options] of Object.entries(clips)) await make(name, options);
}
