import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { V4l2Source } from "../../lib/capture/mod.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { joined } from "../unit/capture/frame_collector.ts";
import { recordedBytes } from "../unit/capture/pattern_recording.ts";
import { runSource } from "../unit/capture/run_source.ts";

const settings = { width: 320, height: 240, framerate: 30, bitrateBps: 300_000, intra: 10 };

/** A folder with programs that stand in for the real ones, and a file that stands in for a device. */
async function withPrograms(
  programs: Record<string, string>,
  use: (source: V4l2Source, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-capture-v4l2-" });
  try {
    await Deno.writeTextFile(`${folder}/video0`, "");
    await Deno.writeFile(`${folder}/recording`, recordedBytes(20));
    for (const [name, script] of Object.entries(programs)) {
      const text = `#!/bin/sh\ncd ${folder}\n${script}\n`;
      await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o755 });
    }
    const device = `${folder}/video0`;
    await use(new V4l2Source({ ...settings, device }, { path: () => folder }), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Lists a webcam's formats; else it is the real ffmpeg with a test picture for a device. */
const webcam = `case "$*" in *list_formats*)
  echo "[v4l2 @ 0x5] Compressed:       mjpeg :          Motion-JPEG : 640x480" >&2; exit 1;;
esac
while [ "$1" != -an ]; do shift; done
exec ffmpeg -hide_banner -nostdin -loglevel warning -re -f lavfi -i testsrc=s=320x240:r=30 "$@"`;

Deno.test({
  ...judgedBy("ffmpeg"),
  name: "a webcam that delivers JPEG is encoded, frame by frame, and stops when told",
  fn: () =>
    withPrograms({ ffmpeg: webcam }, async (source) => {
      const facts: Record<string, unknown>[] = [];
      const run = runSource(source, { onProgram: (each) => facts.push({ ...each }) });
      await run.sink.reaches(25);
      assertEquals((await run.stop()).kind, "stopped");
      const args = facts.flatMap((each) => each.arguments ?? []) as string[];
      assert(args.includes("mjpeg") && args.includes("libx264"));
      assertEquals(run.sink.frames[0]?.stream?.width, 320);
      const bytes = joined(run.sink.frames.slice(0, 20).map((frame) => frame.bytes));
      const { lumas, complaints } = await decodeLuma(bytes);
      assertEquals(complaints, "");
      assert(lumas.length >= 19);
    }),
});

Deno.test("a camera that encodes is read by v4l2-ctl where there is no ffmpeg", async () => {
  const script = `case "$*" in *list-formats*) echo "  [0]: 'H264' (H.264, compressed)";;
  *) cat recording;; esac`;
  await withPrograms({ "v4l2-ctl": script }, async (source) => {
    const run = runSource(source);
    const end = await run.end;
    assertEquals(end.kind === "failed" && end.fault.kind, "ended");
    assertEquals(joined(run.sink.frames.map(({ bytes }) => bytes)), recordedBytes(20));
  });
});

const refusals: { name: string; programs: Record<string, string>; words: string }[] = [
  { name: "no program", programs: {}, words: "Neither ffmpeg nor v4l2-ctl is installed" },
  {
    name: "no ffmpeg for a camera without H.264",
    programs: { "v4l2-ctl": `echo "  [0]: 'YUYV' (YUYV 4:2:2)"` },
    words: "ffmpeg is not installed",
  },
  {
    name: "a busy camera",
    programs: { ffmpeg: `echo "ioctl(VIDIOC_STREAMON): Device or resource busy" >&2; exit 1` },
    words: "is in use by ",
  },
  {
    name: "a size that the camera has not",
    programs: { ffmpeg: `echo "video0: Invalid argument" >&2; exit 1` },
    words: "cannot deliver pictures of this size or rate",
  },
];

for (const { name, programs, words } of refusals) {
  Deno.test(`video device: ${name}`, async () => {
    await withPrograms(programs, async (source) => {
      const end = await runSource(source).end;
      assertStringIncludes(end.kind === "failed" ? end.fault.message : "", words);
    });
  });
}

Deno.test("video device: one that is not there", async () => {
  const source = new V4l2Source({ ...settings, device: "/dev/video99" });
  const end = await runSource(source).end;
  assert(end.kind === "failed");
  assertEquals(end.fault.kind, "no-camera");
  assertEquals(end.fault.message, "/dev/video99: The camera is not there");
});
