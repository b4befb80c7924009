import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/config/mod.ts";
import { type Frame, FrameFlag, type Gap, type StreamInfo } from "../../../lib/frame/mod.ts";
import {
  type FinishedFile,
  openOutput,
  OutputError,
  type OutputOptions,
} from "../../../lib/record/mod.ts";
import { findBox, numbersOf, readBoxes } from "../../support/mp4_boxes.ts";
import { joinBytes } from "../../support/nal_units.ts";
import { defaultStartUs, patternFrames } from "../../support/pattern_frames.ts";

/** Writes into a folder of its own, and tells what came of it. */
async function record(
  input: {
    target: string;
    feed: readonly (Frame | Gap)[];
    stream: StreamInfo | ((frame: Frame) => StreamInfo);
  } & Partial<OutputOptions>,
  judge: (result: { files: FinishedFile[]; folder: string; notes: string[] }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-files-output-" });
  try {
    const files: FinishedFile[] = [];
    const notes: string[] = [];
    const output = openOutput({
      nowUs: () => defaultStartUs,
      ...input,
      target: `${folder}/${input.target}`,
      onFile: (file) => files.push({ ...file, path: file.path.slice(folder.length + 1) }),
      onNote: (words) => notes.push(words.replaceAll(folder, "")),
    });
    const { stream } = input;
    for (const each of input.feed) {
      if ("reason" in each) output.gap(each);
      else await output.write(each, typeof stream === "function" ? stream(each) : stream);
    }
    await output.close();
    await judge({ files, folder, notes });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Sizes and durations of an MP4 file's samples, and which are key frames, counted from 1. */
async function samplesOf(path: string) {
  const bytes = await Deno.readFile(path);
  const table = (name: string) => numbersOf(findBox(bytes, `moov/trak/mdia/minf/stbl/${name}`), 8);
  const times = table("stts");
  const durations = times.flatMap((it, i) => i % 2 ? Array<number>(times[i - 1]!).fill(it) : []);
  return { bytes, sizes: table("stsz").slice(1), durations, keys: table("stss") };
}

Deno.test("an MP4 file ends as an ordinary one: type, data, movie", async () => {
  const { frames, stream } = patternFrames({ count: 25 });
  await record({ target: "a/b/cam.mp4", feed: frames, stream }, async ({ files, folder }) => {
    const { bytes, sizes, keys, durations } = await samplesOf(`${folder}/a/b/cam.mp4`);
    assertEquals(readBoxes(bytes).map(({ type }) => type), ["ftyp", "mdat", "moov"]);
    assertEquals([sizes.length, ...keys], [25, 1, 11, 21]);
    assertEquals(new Set(durations), new Set([3000]));
    assertEquals(files, [{
      path: "a/b/cam.mp4",
      frames: 25,
      sizeBytes: bytes.length,
      seconds: 0.833333,
      firstUs: defaultStartUs,
      gaps: 0,
      lostFrames: 0,
    }]);
  });
});

Deno.test("an elementary file is the frames' bytes", async () => {
  const { frames, stream } = patternFrames({ count: 25 });
  await record({ target: "cam.h264", feed: frames, stream }, async ({ files, folder }) => {
    const bytes = joinBytes(frames.map(({ payload }) => payload));
    assertEquals(await Deno.readFile(`${folder}/cam.h264`), bytes);
    assertEquals(files.map(({ frames, sizeBytes }) => [frames, sizeBytes]), [[25, bytes.length]]);
  });
});

Deno.test("what comes before the first key frame is left out and counted", async () => {
  const { frames, stream } = patternFrames({ count: 25 });
  const output = openOutput({ target: "never-made.mp4", nowUs: () => 0 });
  for (const frame of frames.slice(1, 10)) await output.write(frame, stream);
  assertEquals(output.status().droppedFrames, 9);
  assertEquals([output.status().state, output.status().files], ["waiting", 0]);
  await output.close();
});

Deno.test("a continuation becomes part of the sample before it, wherever it was cut", async () => {
  const { frames, stream } = patternFrames({ count: 12 });
  await record({ target: "whole.mp4", feed: frames, stream }, async (whole) => {
    const expected = await samplesOf(`${whole.folder}/whole.mp4`);
    for (const at of [1, 2, 3, 4, 5, 20]) {
      const feed = frames.flatMap((frame, i): Frame[] => {
        const sequence = i < 5 ? i : i + 1;
        if (i !== 4) return [{ ...frame, sequence }];
        const rest = frame.payload.subarray(at);
        return [
          { ...frame, payload: frame.payload.subarray(0, at) },
          { ...frame, sequence: 5, flags: FrameFlag.continuation, payload: rest },
        ];
      });
      await record({ target: "cut.mp4", feed, stream }, async ({ folder, files }) => {
        const { sizes, durations } = await samplesOf(`${folder}/cut.mp4`);
        assertEquals([sizes, durations], [expected.sizes, expected.durations]);
        assertEquals(files[0]?.frames, 12);
      });
    }
  });
});

Deno.test("a continuation whose beginning is missing belongs nowhere", async () => {
  const { frames, stream } = patternFrames({ count: 12 });
  const lost: Gap = { first: 4, last: 8, reason: "overrun" };
  const stray = { ...frames[9]!, flags: FrameFlag.continuation };
  const feed = [...frames.slice(0, 4), lost, stray, ...frames.slice(10)];
  await record({ target: "a.mp4", feed, stream }, async ({ folder, files }) => {
    const { sizes, durations } = await samplesOf(`${folder}/a.mp4`);
    assertEquals(sizes.length, 6);
    assertEquals(durations[3], 7 * 3000);
    assertEquals(files.map(({ gaps, lostFrames }) => [gaps, lostFrames]), [[1, 5]]);
  });
});

Deno.test("a hole shows in the times, and starts no new file", async () => {
  const { frames, stream } = patternFrames({ count: 40 });
  const feed = [...frames.slice(0, 15), { first: 15, last: 29, reason: "skipped" } as const];
  await record(
    { target: "a.mp4", feed: [...feed, ...frames.slice(30)], stream },
    async ({ folder, files }) => {
      const { durations } = await samplesOf(`${folder}/a.mp4`);
      assertEquals([durations.length, durations[14]], [25, 16 * 3000]);
      assertEquals(files.map(({ seconds }) => seconds.toFixed(3)), [(40 / 30).toFixed(3)]);
    },
  );
});

Deno.test("times do not drift, whatever the frames' distance", async () => {
  const { frames, stream } = patternFrames({ count: 200 });
  const feed = frames.map((frame, i) => ({ ...frame, captureUs: defaultStartUs + i * 33_337 }));
  await record({ target: "a.mp4", feed, stream }, async ({ folder }) => {
    const { durations } = await samplesOf(`${folder}/a.mp4`);
    const end = durations.slice(0, -1).reduce((sum, duration) => sum + duration, 0);
    assertEquals(end, Math.round(199 * 33_337 * 0.09));
  });
});

Deno.test("a new file begins with the first key frame at or after the segment's length", async () => {
  const { frames, stream } = patternFrames({ count: 65 });
  const slow = frames.map((frame) => ({ ...frame, captureUs: frame.captureUs - frame.sequence }));
  const segment = { durationMs: 600 };
  await record(
    { target: "%03d.mp4", feed: slow, stream, segment },
    ({ files }) => {
      const told = files.map(({ path, frames }) => [path, frames]);
      assertEquals(told, [["000.mp4", 20], ["001.mp4", 20], ["002.mp4", 20], ["003.mp4", 5]]);
      const seconds = files.reduce((sum, { seconds }) => sum + seconds, 0);
      assertEquals(seconds.toFixed(3), (65 / 30).toFixed(3));
      return Promise.resolve();
    },
  );
});

Deno.test("segments by size, and numbers that go on where an earlier run ended", async () => {
  const { frames, stream } = patternFrames({ count: 40 });
  const sizeBytes = joinBytes(frames.slice(0, 10).map(({ payload }) => payload)).length + 1;
  const folder = await Deno.makeTempDir({ prefix: "picam-files-output-" });
  try {
    await Deno.writeTextFile(`${folder}/x-009.h264`, "");
    await Deno.writeTextFile(`${folder}/x-100.mp4`, "");
    const paths: string[] = [];
    const output = openOutput({
      target: `${folder}/x-%03d.h264`,
      segment: { sizeBytes },
      nowUs: () => 0,
      onFile: ({ path }) => paths.push(path.slice(folder.length)),
    });
    for (const frame of frames) await output.write(frame, stream);
    await output.close();
    assertEquals(paths, ["/x-010.h264", "/x-011.h264"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a changed description, changed parameter sets and a new epoch begin a new file", async () => {
  const { frames, stream } = patternFrames({ count: 40 });
  const other = patternFrames({ count: 10, width: 640 });
  const odd = other.frames.map((frame) => ({ ...frame, sequence: frame.sequence + 40 }));
  const feed = [...frames.slice(0, 20), { reason: "epoch" } as const, ...frames.slice(20), ...odd];
  const both = (frame: Frame) => frame.sequence < 40 ? stream : other.stream;
  await record({ target: "a.h264", feed, stream: both }, ({ files }) => {
    const told = files.map(({ path, frames }) => [path, frames]);
    assertEquals(told, [["a.h264", 20], ["a-1.h264", 20], ["a-2.h264", 10]]);
    return Promise.resolve();
  });
  // The description is late: the parameter sets alone tell.
  await record({ target: "a.mp4", feed: [...frames, ...odd], stream }, ({ files }) => {
    assertEquals(files.map(({ frames }) => frames), [40, 10]);
    return Promise.resolve();
  });
});

Deno.test("a file that is there is left alone, and the user told", async () => {
  const { frames, stream } = patternFrames({ count: 40 });
  const folder = await Deno.makeTempDir({ prefix: "picam-files-output-" });
  try {
    for (const name of ["a.mp4", "a-1.mp4", "a-3.mp4"]) {
      await Deno.writeTextFile(`${folder}/${name}`, "precious");
    }
    const notes: string[] = [];
    const paths: string[] = [];
    const output = openOutput({
      target: `${folder}/a.mp4`,
      segment: { durationMs: 300 },
      nowUs: () => 0,
      onFile: ({ path }) => paths.push(path.slice(folder.length)),
      onNote: (words) => notes.push(words.replaceAll(folder, "")),
    });
    for (const frame of frames) await output.write(frame, stream);
    await output.close();
    assertEquals(paths, [2, 4, 5, 6].map((number) => `/a-${number}.mp4`));
    assertEquals(notes, ["/a.mp4 is there already: writing /a-2.mp4"]);
    assertEquals(await Deno.readTextFile(`${folder}/a.mp4`), "precious");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("each RAW frame gets a file where the name counts", async () => {
  const frames = Array.from({ length: 3 }, (_, sequence): Frame => ({
    sequence,
    captureUs: sequence * 1e5,
    flags: FrameFlag.key,
    streamId: 1,
    payload: new Uint8Array([sequence]),
  }));
  const stream: StreamInfo = { id: 1, name: "camera", codec: "raw12" };
  await record({ target: "f_%03d.raw", feed: frames, stream }, async ({ folder, files }) => {
    assertEquals(files.map(({ path }) => path), ["f_000.raw", "f_001.raw", "f_002.raw"]);
    assertEquals(await Deno.readFile(`${folder}/f_002.raw`), new Uint8Array([2]));
  });
  await record({ target: "all.raw", feed: frames, stream }, async ({ folder }) => {
    assertEquals(await Deno.readFile(`${folder}/all.raw`), new Uint8Array([0, 1, 2]));
  });
});

Deno.test("RAW frames of another size or order begin a file", async () => {
  const frames = [0, 1, 2, 3].map((sequence): Frame => ({
    ...{ sequence, captureUs: sequence * 40_000, flags: FrameFlag.key, streamId: 1 },
    payload: new Uint8Array(8).fill(sequence),
  }));
  const stream = { id: 1, name: "camera", codec: "raw12", width: 2, height: 2 } as const;
  const changed = { target: "all.raw", feed: frames };
  await record({
    ...changed,
    stream: ({ sequence }) => ({ ...stream, bayer: sequence < 2 ? "RGGB" : "BGGR" }),
  }, ({ files }) => {
    assertEquals(files.map(({ path, frames }) => [path, frames]), [
      ["all.raw", 2],
      ["all-1.raw", 2],
    ]);
    return Promise.resolve();
  });
});

Deno.test("images go into one file, or each into its own", async () => {
  const frames = [0, 1, 2].map((sequence): Frame => ({
    ...{ sequence, captureUs: sequence * 40_000, flags: FrameFlag.key, streamId: 1 },
    payload: new Uint8Array([0xff, 0xd8, sequence]),
  }));
  const stream: StreamInfo = { id: 1, name: "camera", codec: "mjpeg" };
  await record({ target: "f_%03d.jpg", feed: frames, stream }, async ({ folder, files }) => {
    assertEquals(files.map(({ path }) => path), ["f_000.jpg", "f_001.jpg", "f_002.jpg"]);
    assertEquals(await Deno.readFile(`${folder}/f_002.jpg`), new Uint8Array([0xff, 0xd8, 2]));
  });
  await record({ target: "all.mjpeg", feed: frames, stream }, async ({ folder }) => {
    assertEquals((await Deno.readFile(`${folder}/all.mjpeg`)).length, 9);
  });
  assertThrows(
    () => openOutput({ target: "one.jpg", nowUs: () => 0 }),
    UsageError,
    '.jpg holds one picture, and many come; put a number into the name, as in "one-%06d.jpg"',
  );
});

Deno.test("a stream that the ending does not fit is refused, in words", async () => {
  const { frames } = patternFrames({ count: 1 });
  const output = openOutput({ target: "never-made.mp4", nowUs: () => 0 });
  const stream: StreamInfo = { id: 1, name: "camera", codec: "mjpeg" };
  const error = await assertRejects(() => output.write(frames[0]!, stream), OutputError);
  assert(
    error.message.endsWith(
      "the stream is mjpeg; use a name that ends with .mjpeg or .jpg",
    ),
  );
  assertEquals(output.status().state, "failed");
  await output.close();
});

Deno.test("a folder that cannot be made is told with its remedy", async () => {
  const { frames, stream } = patternFrames({ count: 1 });
  const output = openOutput({ target: "/dev/null/x.mp4", nowUs: () => 0 });
  const error = await assertRejects(() => output.write(frames[0]!, stream), OutputError);
  assertEquals(error.path, "/dev/null/x.mp4");
  await assertRejects(() => output.write(frames[0]!, stream), OutputError);
});

Deno.test("with a limit only the newest files are left, and those of earlier runs go first", async () => {
  const { frames, stream } = patternFrames({ count: 50 });
  const folder = await Deno.makeTempDir({ prefix: "picam-files-output-" });
  try {
    const long = new Date(2001, 1, 1);
    for (const name of ["cam-000.h264", "cam-001.h264", "mine.h264"]) {
      await Deno.writeFile(`${folder}/${name}`, new Uint8Array(100_000));
      await Deno.utime(`${folder}/${name}`, long, long);
    }
    const notes: string[] = [];
    const output = openOutput({
      target: `${folder}/cam-%03d.h264`,
      segment: { sizeBytes: 1 },
      keep: { sizeBytes: 60_000 },
      nowUs: () => Date.now() * 1000,
      onNote: (words) => notes.push(words.replaceAll(folder, "")),
    });
    for (const frame of frames) await output.write(frame, stream);
    await output.close();
    const left = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    const own = [2, 3, 4, 5, 6].map((number) => `cam-00${number}.h264`);
    assertEquals(left.sort(), [...own, "mine.h264"]);
    assertEquals(notes, [0, 1].map((number) => `Deleted /cam-00${number}.h264, the oldest`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
