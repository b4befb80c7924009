import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Frame, FrameFlag, type Gap, type StreamInfo } from "../../../lib/frame/mod.ts";
import { EncodedOutput } from "../../../lib/record/encoded_output.ts";
import { type FinishedFile, openOutput, OutputError } from "../../../lib/record/mod.ts";
import { judgedBy } from "../../support/judges.ts";

const stream: StreamInfo = {
  ...{ id: 1, name: "camera", codec: "raw12", width: 64, height: 48, framerate: 25 },
};

/** A picture of one colour, as it is developed. */
function picture(sequence: number, { captureUs = sequence * 40_000, size = 64 * 48 } = {}): Frame {
  const colour = [220, 30, 40 + sequence];
  const payload = Uint8Array.from({ length: size * 3 }, (_, i) => colour[i % 3]!);
  return { sequence, captureUs: 1e9 + captureUs, flags: FrameFlag.key, streamId: 1, payload };
}

/** Encodes into files, and tells of them. */
async function encode(
  feed: readonly (Frame | Gap)[],
  judge: (files: FinishedFile[], folder: string) => Promise<void>,
  of: (frame: Frame) => StreamInfo = () => stream,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-encoded-output-" });
  const files: FinishedFile[] = [];
  const inner = openOutput({
    target: `${folder}/a.mp4`,
    nowUs: () => 0,
    onFile: (file) => files.push(file),
  });
  try {
    await using output = new EncodedOutput({ inner, nowUs: () => 0 });
    for (const each of feed) {
      if ("reason" in each) output.gap(each);
      else await output.write(each, of(each));
    }
    await output.close();
    await judge(files, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Times of a file's frames in seconds, as ffprobe reads them. */
async function timesOf(path: string): Promise<number[]> {
  const { stdout } = await new Deno.Command("ffprobe", {
    args: [
      ...["-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time"],
      ...["-of", "csv=p=0", path],
    ],
  }).output();
  return new TextDecoder().decode(stdout).trim().split("\n").map((line) => parseFloat(line));
}

/** The colour in the middle of a file's first frame. */
async function colourOf(path: string): Promise<number[]> {
  const { stdout } = await new Deno.Command("ffmpeg", {
    args: [
      ...["-v", "error", "-i", path, "-frames:v", "1", "-vf", "crop=2:2"],
      ...["-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
    ],
  }).output();
  return [...stdout.subarray(0, 3)];
}

Deno.test({
  name: "developed frames become video with the times at which they were captured",
  ...judgedBy("ffmpeg", "ffprobe"),
  async fn() {
    const captureUs = [0, 40, 80, 200, 240, 290, 330, 370, 1400, 1440].map((ms) => ms * 1000);
    const frames = captureUs.map((captureUs, i) => picture(i, { captureUs }));
    await encode(frames, async (files) => {
      assertEquals(files.map(({ frames }) => frames), [10]);
      const times = await timesOf(files[0]!.path);
      assertEquals(times.length, 10);
      for (const [i, time] of times.entries()) {
        assert(Math.abs(time - captureUs[i]! / 1e6) < 1e-3, `frame ${i} is at ${time}`);
      }
      const colour = await colourOf(files[0]!.path);
      assert(
        colour.every((value, i) => Math.abs(value - [220, 30, 40][i]!) <= 6),
        `the colour is ${colour}`,
      );
    });
  },
});

Deno.test({
  name: "a hole costs nothing beside it; another size or numbering begins a file",
  ...judgedBy("ffmpeg"),
  async fn() {
    const feed = [
      picture(0),
      picture(1),
      { first: 2, last: 4, reason: "skipped" } as const,
      picture(5),
      { reason: "epoch" } as const,
      picture(6),
      picture(7, { size: 32 * 16 }),
    ];
    const small = { ...stream, width: 32, height: 16 };
    await encode(feed, (files) => {
      assertEquals(files.map(({ frames }) => frames), [3, 1, 1]);
      return Promise.resolve();
    }, ({ sequence }) => sequence === 7 ? small : stream);
  },
});

Deno.test("without ffmpeg the remedy is told", async () => {
  const inner = openOutput({ target: "never-made.mp4", nowUs: () => 0 });
  const output = new EncodedOutput({ inner, nowUs: () => 0, program: "no-such-ffmpeg" });
  const error = await assertRejects(() => output.write(picture(0), stream), OutputError);
  assertEquals(
    error.message,
    "Cannot write never-made.mp4: developed frames become video through no-such-ffmpeg, which is " +
      "not installed; install it, or use a name that ends with .png",
  );
  await assertRejects(() => output.close(), OutputError);
});

Deno.test("an encoder that fails is told in its own words", async () => {
  const inner = openOutput({ target: "never-made.mp4", nowUs: () => 0 });
  const output = new EncodedOutput({ inner, nowUs: () => 0, program: "false" });
  const error = await assertRejects(async () => {
    for (let i = 0; i < 100; i++) await output.write(picture(i), stream);
    await output.close();
  }, OutputError);
  assertEquals(error.message, "Cannot write never-made.mp4: false ended with 1");
  await assertRejects(() => output.close(), OutputError);
});
