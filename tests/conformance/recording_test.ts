import { assert, assertEquals } from "@std/assert";
import { EncodedPacketSink, FilePathSource, Input, Mp4InputFormat } from "mediabunny";
import type { Frame } from "../../lib/frame/mod.ts";
import { judgedBy } from "../support/judges.ts";
import { defaultStartUs, patternFrames } from "../support/pattern_frames.ts";
import { readNumbers, recordFile, unfinish } from "../support/record_file.ts";
import { startRecorder } from "../support/recorder.ts";
import { removeFolder } from "../support/remove_folder.ts";
import { keepShots, runVlc, shotsIn } from "../support/vlc.ts";

/** What ffprobe says of a file's format and first stream, as a flat object. */
async function probe(path: string): Promise<Record<string, string>> {
  const entries = "format=duration:stream=codec_name,avg_frame_rate,nb_frames,width,height";
  const args = ["-v", "error", "-show_entries", entries, "-of", "default=nw=1", path];
  const { stdout, stderr } = await new Deno.Command("ffprobe", { args }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split("=")));
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-recording-" });
  await Deno.chmod(folder, 0o777);
  try {
    await use(folder);
  } finally {
    await removeFolder(folder);
  }
}

const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);

Deno.test({
  name: "ffprobe and ffmpeg: right length, rate and pictures, and a seek lands where it should",
  ...judgedBy("ffprobe", "ffmpeg"),
  fn: () =>
    withFolder(async (folder) => {
      const { frames, stream } = patternFrames({ count: 100, framerate: 25 });
      const path = `${folder}/a.mp4`;
      await recordFile(path, frames, stream);
      const { duration, ...rest } = await probe(path);
      assertEquals(Number(duration), 4);
      assertEquals(rest, {
        codec_name: "h264",
        width: "320",
        height: "180",
        avg_frame_rate: "25/1",
        nb_frames: "100",
      });
      assertEquals(await readNumbers(path), { numbers: upTo(100), complaints: "" });
      const { numbers } = await readNumbers(path, ["-ss", "2.48"]);
      assertEquals([numbers[0], numbers.length], [62, 38]);
    }),
});

Deno.test({
  name: "ffprobe and ffmpeg: a recording that is unfinished has its length, and can be sought in",
  ...judgedBy("ffprobe", "ffmpeg"),
  fn: () =>
    withFolder(async (folder) => {
      const { frames, stream } = patternFrames({ count: 100, framerate: 25 });
      const path = `${folder}/a.mp4`;
      await recordFile(path, frames, stream);
      await unfinish(path);
      const { duration, avg_frame_rate } = await probe(path);
      assertEquals([Number(duration), avg_frame_rate], [4, "25/1"]);
      assertEquals(await readNumbers(path), { numbers: upTo(100), complaints: "" });
      assertEquals((await readNumbers(path, ["-ss", "2.48"])).numbers[0], 62);
    }),
});

Deno.test({
  name: "ffmpeg: a hole and a restart of the camera are as long in the file as they were",
  ...judgedBy("ffmpeg", "ffprobe"),
  fn: () =>
    withFolder(async (folder) => {
      const { frames, stream } = patternFrames({ count: 60 });
      const paused = (frame: Frame) => ({ ...frame, captureUs: frame.captureUs + 5_000_000 });
      const hole = { first: 20, last: 29, reason: "overrun" } as const;
      const feed = [...frames.slice(0, 20), hole, ...frames.slice(30, 40)];
      const path = `${folder}/a.mp4`;
      await recordFile(path, [...feed, ...frames.slice(40).map(paused)], stream);
      assertEquals(Number((await probe(path))["duration"]), 7);
      const { numbers, complaints } = await readNumbers(path);
      assertEquals([numbers, complaints], [[...upTo(20), ...upTo(30, 30)], ""]);
      assertEquals((await readNumbers(path, ["-ss", "1.0"])).numbers[0], 30);
      assertEquals((await readNumbers(path, ["-ss", "6.33"])).numbers[0], 40);
    }),
});

Deno.test("mediabunny reads back what was captured when, and how long it is", () =>
  withFolder(async (folder) => {
    const { frames, stream } = patternFrames({ count: 45 });
    const jittered = frames.map((frame, i) => ({
      ...frame,
      captureUs: frame.captureUs + (i % 7) * 311,
    }));
    const path = `${folder}/a.mp4`;
    await recordFile(path, jittered, stream);
    using input = new Input({
      source: new FilePathSource(path),
      formats: [new Mp4InputFormat()],
    });
    const track = await input.getPrimaryVideoTrack();
    assert(track);
    assertEquals([track.codec, track.displayWidth, track.displayHeight], ["avc", 320, 180]);
    assertEquals(
      (await track.getDecoderConfig())?.codec.toUpperCase(),
      stream.codecString?.toUpperCase(),
    );
    const packets = await Array.fromAsync(new EncodedPacketSink(track).packets());
    const ticks = (us: number) => Math.round((us - defaultStartUs) * 0.09);
    assertEquals(
      packets.map(({ timestamp, type }) => [Math.round(timestamp * 90_000), type]),
      jittered.map(({ captureUs, flags }) => [ticks(captureUs), flags ? "key" : "delta"]),
    );
  }));

Deno.test({
  name: "ffmpeg: a recorder that is killed at any moment leaves all but the last frames playable",
  ...judgedBy("ffmpeg"),
  fn: () =>
    withFolder(async (folder) => {
      for (let round = 0; round < 5; round++) {
        const path = `${folder}/${round}.mp4`;
        const killAt = 60 + Math.floor(Math.random() * 60);
        const order = { target: path, count: 1000, intervalMs: 8, intra: 10 };
        const told = await killedAfter(startRecorder(order), killAt);
        const { numbers, complaints } = await readNumbers(path);
        // The group of ten since the last key frame, and what a busy machine has on its way to the disk.
        assert(numbers.length >= told - 45, `${numbers.length} of ${told} frames`);
        assertEquals([numbers, complaints], [upTo(numbers.length), ""], `killed at ${killAt}`);
      }
    }),
});

/** Kills a recorder when it has told that many frames; returns how many it told in all. */
async function killedAfter(recorder: Deno.ChildProcess, count: number): Promise<number> {
  let text = "";
  for await (const piece of recorder.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.split("\n").length > count) break;
  }
  recorder.kill("SIGKILL");
  await recorder.status;
  return text.split("\n").length - 1;
}

for (const state of ["finished", "unfinished"]) {
  Deno.test({
    name: `VLC shows a recording that is ${state} from its middle on`,
    ...judgedBy("cvlc", "ffmpeg"),
    fn: () =>
      withFolder(async (folder) => {
        const { frames, stream } = patternFrames({ count: 150, width: 640, height: 352 });
        const path = `${folder}/a.mp4`;
        await recordFile(path, frames, stream);
        if (state === "unfinished") await unfinish(path);
        const play = [path, "--start-time", "3", "--run-time", "6", "vlc://quit"];
        assertEquals(await runVlc(folder, [...keepShots(folder, 10), ...play]), 0);
        const shown = await Promise.all((await shotsIn(folder)).map((shot) => readNumbers(shot)));
        const numbers = shown.flatMap(({ numbers }) => numbers);
        assert(numbers.length >= 3, `${numbers.length} pictures`);
        // Number 90 is the one at 3 s.
        for (const number of numbers) assert(number && number > 80 && number < 150, `${numbers}`);
      }),
  });
}
