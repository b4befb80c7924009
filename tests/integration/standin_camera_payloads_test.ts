import { assertEquals, assertMatch } from "@std/assert";
import { frameNumberBlocks } from "../support/camera/h264/frame_number.ts";
import { installStandInCamera, readFrameNumber } from "../support/camera/mod.ts";
import { listNals } from "../support/camera/nal_list.ts";
import type { ProfileName } from "../support/camera/profile.ts";
import { StartedProgram } from "../support/camera/started_program.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";

/** Runs a program for some frames. */
async function runFrames(
  profile: ProfileName,
  args: readonly string[],
  options: { name?: string; pictures?: "x264"; startupMs?: number } = {},
): Promise<{ stdout: Uint8Array<ArrayBuffer>; stderr: string }> {
  const { name, ...settings } = options;
  await using camera = await installStandInCamera({ profile, startupMs: 1, ...settings });
  await using program = new StartedProgram(camera, [...args, "-n", "-o", "-"], name);
  const ended = await program.end();
  assertEquals(ended.code, 0, ended.stderr);
  return ended;
}

/** Lengths of the JPEG images in a row, cut at end-of-image markers. */
function imageLengths(bytes: Uint8Array): number[] {
  const ends: number[] = [0];
  for (let i = 0; i + 1 < bytes.length; i++) {
    if (bytes[i] === 0xff && bytes[i + 1] === 0xd9) ends.push(i + 2);
  }
  return ends.slice(1).map((end, index) => end - ends[index]!);
}

/** Markers of a JPEG image with the lengths of their segments, up to the scan's data. */
function markers(image: Uint8Array): string[] {
  const found: string[] = [];
  let at = 2;
  for (let marker = 0; marker !== 0xda;) {
    marker = image[at + 1]!;
    const length = image[at + 2]! * 256 + image[at + 3]!;
    found.push(`${marker.toString(16)}:${length}`);
    at += 2 + length;
  }
  return [...found, `data at ${at}`];
}

const jpegLayout = "e0:16 db:67 db:67 c0:17 c4:31 c4:181 c4:31 c4:181 da:12 data at 623";

Deno.test({
  name: "mjpeg is a row of images laid out as libjpeg's, each with its number",
  ...judgedBy("ffmpeg"),
  async fn() {
    for (const quality of ["50", "93", "1000"]) {
      const size = ["--width", "330", "--height", "250", "--framerate", "100", "--frames", "5"];
      const args = ["--codec", "mjpeg", "-q", quality, ...size];
      const { stdout } = await runFrames("pisp", args);
      assertEquals(imageLengths(stdout).length, 5);
      assertEquals(markers(stdout).join(" "), jpegLayout);
      const ffmpeg = new Deno.Command("ffmpeg", {
        args: ["-v", "error", "-xerror", "-f", "mjpeg", "-i", "-", "-f", "rawvideo"]
          .concat(["-vsync", "passthrough", "-pix_fmt", "gray", "-"]),
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const fed = new Blob([stdout]).stream().pipeTo(ffmpeg.stdin);
      const decoded = await ffmpeg.output();
      await fed;
      assertEquals(new TextDecoder().decode(decoded.stderr), "");
      const numbers = Array.from({ length: 5 }, (_, index) => {
        const plane = decoded.stdout.subarray(index * 330 * 250, (index + 1) * 330 * 250);
        return readFrameNumber(plane, { width: 330 });
      });
      assertEquals(numbers, [0, 1, 2, 3, 4]);
    }
  },
});

const planarCases = [
  { profile: "vc4", width: 780, stride: 832 },
  { profile: "vc4", width: 640, stride: 640 },
  { profile: "pisp", width: 800, stride: 896 },
  { profile: "pisp-lite", width: 1296, stride: 1408 },
] as const;

for (const { profile, width, stride } of planarCases) {
  Deno.test(`yuv420 ${width} wide has rows of ${stride} bytes, ${profile}`, async () => {
    const size = ["--width", `${width}`, "--height", "240", "--framerate", "100"];
    const args = ["--codec", "yuv420", ...size, "--frames", "3"];
    const { stdout } = await runFrames(profile, args);
    const frameBytes = stride * 240 * 3 / 2;
    assertEquals(stdout.length, 3 * frameBytes);
    const numbers = [0, 1, 2].map((frame) =>
      readFrameNumber(stdout.subarray(frame * frameBytes), { width, strideBytes: stride })
    );
    assertEquals(numbers, [0, 1, 2]);
  });
}

/** Reads the sample at a place of a raw frame, brought to 8 bits. */
type SampleReader = (row: Uint8Array, x: number) => number;

/** Spec: the decompressor of rpicam-apps, image/dng.cpp, mode 1, offset 2048. */
function compressedSample(row: Uint8Array, x: number): number {
  const at = (x >> 3) * 8 + (x & 1) * 4;
  const word = new DataView(row.buffer, row.byteOffset + at, 4).getUint32(0, true);
  const mode = word & 3;
  const field = (shift: number, bits: number) => (word >>> shift) & ((1 << bits) - 1);
  const [a, b] = [field(2, 9), field(11, 7)];
  const coarse = mode === 2 && a >= 384;
  const q1 = coarse || b >= 64 ? a : a + 64 - b;
  const q2 = coarse ? b + 384 : b >= 64 ? a + b - 64 : a;
  const floor = (q: number) => Math.min(mode === 2 ? 384 : 511, Math.max(0, q - 64));
  const levels = [floor(q1) + field(18, 7), q1, q2, floor(q2) + field(25, 7)];
  return Math.min(0xffff, levels[(x >> 1) & 3]! * (mode === 2 ? 128 : 64) + 2048) >> 8;
}

const rawCases: readonly {
  profile: ProfileName;
  mode: string;
  line: string;
  frameBytes: number;
  sample: SampleReader;
}[] = [
  {
    profile: "vc4",
    mode: "1536:864:10:P",
    line: "1536x864 stride 1920 format SBGGR10_CSI2P",
    frameBytes: 1920 * 864,
    sample: (row, x) => row[(x >> 2) * 5 + (x & 3)]!,
  },
  {
    profile: "vc4",
    mode: "1536:864:10:U",
    line: "1536x864 stride 3072 format SBGGR10",
    frameBytes: 3072 * 864,
    sample: (row, x) => (row[2 * x]! + row[2 * x + 1]! * 256) >> 2,
  },
  {
    profile: "pisp",
    mode: "2304:1296:10:P",
    line: "2304x1296 stride 2304 format BGGR_PISP_COMP1",
    frameBytes: 2304 * 1296,
    sample: compressedSample,
  },
  {
    profile: "pisp",
    mode: "1536:864:10:U",
    line: "1536x864 stride 3072 format SBGGR16",
    frameBytes: 3072 * 864,
    sample: (row, x) => row[2 * x + 1]!,
  },
];

for (const { profile, mode, line, frameBytes, sample } of rawCases) {
  Deno.test(`rpicam-raw --mode ${mode}: ${line}`, async () => {
    const { stdout, stderr } = await runFrames(
      profile,
      ["--mode", mode, "--framerate", "50", "-t", "100"],
      { name: "rpicam-raw" },
    );
    assertMatch(stderr, new RegExp(`\nRaw stream: ${line}\n`));
    const [width, stride] = line.match(/\d+/g)!.flatMap((text, index) =>
      index === 0 || index === 2 ? [Number(text)] : []
    ) as [number, number];
    const frames = stdout.length / frameBytes;
    assertEquals(Number.isInteger(frames) && frames > 0, true);
    for (let frame = 0; frame < frames; frame++) {
      assertEquals(
        rawNumber(stdout.subarray(frame * frameBytes), { width, stride, sample }),
        frame,
      );
    }
  });
}

/** The number of a raw frame: one row of its blocks, as a plane of 8-bit samples. */
function rawNumber(
  frame: Uint8Array,
  layout: { width: number; stride: number; sample: SampleReader },
): number | undefined {
  const plane = new Uint8Array(layout.width * 16);
  const row = frame.subarray(8 * layout.stride, 9 * layout.stride);
  for (let x = 0; x < frameNumberBlocks * 16; x++) {
    plane[8 * layout.width + x] = layout.sample(row, x);
  }
  return readFrameNumber(plane, { width: layout.width });
}

Deno.test({
  name: "clips of real x264 play in a loop, and the other pictures are laid out as they are",
  ...judgedBy("ffmpeg"),
  async fn() {
    const args = ["--libav-format", "h264", "--framerate", "100", "--intra", "30"];
    // With B pictures the last one but one is missing unless a whole pair has been taken.
    for (const more of [["--low-latency", "--frames", "71"], ["--frames", "71"]]) {
      const clip = await runFrames("pisp", [...args, ...more], { pictures: "x264" });
      const { lumas, complaints } = await decodeLuma(clip.stdout);
      assertEquals(complaints, "");
      assertEquals(
        lumas.map((plane) => readFrameNumber(plane, { width: 640 })),
        Array.from({ length: 71 }, (_, index) => index % 60),
      );
      const made = await runFrames("pisp", [...args, ...more]);
      const layout = (stream: Uint8Array) =>
        listNals(stream).map(({ header, startCodeBytes }) => header * 10 + startCodeBytes);
      assertEquals(layout(made.stdout).slice(0, 60), layout(clip.stdout).slice(0, 60));
    }
  },
});

Deno.test("--metadata is a JSON array with an object for each frame that was written", async () => {
  const path = await Deno.makeTempFile({ prefix: "picam-standin-camera-payloads-" });
  try {
    const mode = ["--mode", "1536:864:10:P", "--framerate", "50", "-t", "100"];
    const { stdout } = await runFrames("vc4", [...mode, "--metadata", path], {
      name: "rpicam-raw",
    });
    const told = JSON.parse(await Deno.readTextFile(path));
    assertEquals(told.length, stdout.length / (1920 * 864));
    assertEquals(told[0].SensorTimestamp, 20_000_000);
    assertEquals(told[0].ScalerCrop, "(0, 0)/4608x2592");
  } finally {
    await Deno.remove(path);
  }
});
