import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Frame, FrameFlag, type StreamInfo } from "../../../lib/frame/mod.ts";
import {
  type FinishedFile,
  openOutput,
  OutputError,
  type OutputOptions,
} from "../../../lib/record/mod.ts";
import { describeFrame } from "../../../lib/record/frame_description.ts";
import { writeWhole } from "../../../lib/record/whole_file.ts";

const stream: StreamInfo = {
  ...{ id: 1, name: "camera", codec: "raw12", width: 2, height: 2, framerate: 10 },
  ...{ bayer: "RGGB", bitDepth: 10 },
};

/** RAW frames of 2 × 2 pixels, each with its number in it. */
function rawFrames(count: number, of: (sequence: number) => Partial<Frame> = () => ({})): Frame[] {
  return Array.from({ length: count }, (_, sequence) => ({
    ...{ sequence, captureUs: sequence * 1e5, flags: FrameFlag.key, streamId: 1 },
    payload: new Uint8Array(8).fill(sequence),
    ...of(sequence),
  }));
}

interface Told {
  readonly folder: string;
  readonly files: FinishedFile[];
  readonly notes: string[];
  /** What is in the folder, by name. */
  readonly names: () => string[];
}

/** Opens an output below a folder of its own. */
async function inFolder(
  target: string,
  options: Partial<OutputOptions>,
  act: (output: ReturnType<typeof openOutput>, told: Told) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-frame-files-" });
  const files: FinishedFile[] = [];
  const notes: string[] = [];
  const output = openOutput({
    nowUs: () => Date.now() * 1000,
    ...options,
    target: `${folder}/${target}`,
    onFile: (file) => files.push({ ...file, path: file.path.slice(folder.length + 1) }),
    onNote: (words) => notes.push(words.replaceAll(`${folder}/`, "")),
  });
  const names = () => Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
  try {
    await act(output, { folder, files, notes, names });
  } finally {
    await output.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("each frame is a file of its own, whole as soon as it is there", async () => {
  await inFolder("a/f_%03d.raw", {}, async (output, { folder, files }) => {
    for (const frame of rawFrames(5)) {
      await output.write(frame, stream);
    }
    await output.close();
    assertEquals(files.map(({ path }) => path), [0, 1, 2, 3, 4].map((i) => `a/f_00${i}.raw`));
    for (const { sequence, payload } of rawFrames(5)) {
      assertEquals(await Deno.readFile(`${folder}/a/f_00${sequence}.raw`), payload);
    }
    const { state, files: count, frames, bytes, seconds } = output.status();
    assertEquals([state, count, frames, bytes, seconds], ["closed", 5, 5, 40, 0.5]);
  });
});

Deno.test("a frame's file is there without another frame", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const folder = await Deno.makeTempDir({ prefix: "picam-frame-files-" });
  const target = `${folder}/f_%01d.raw`;
  await using output = openOutput({ target, nowUs: () => 0, onFile: () => resolve() });
  await output.write(rawFrames(1)[0]!, stream);
  await promise;
  assertEquals(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["f_0.raw"]);
  await output.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("what the source tells of a frame stands beside it, and only where it tells", async () => {
  await inFolder("f_%03d.raw", {}, async (output, { folder, names }) => {
    const metadata = { exposureUs: 9990, analogueGain: 2.5, SensorTemperature: 41 };
    for (const frame of rawFrames(2, (sequence) => sequence === 1 ? { metadata } : {})) {
      await output.write(frame, stream);
    }
    await output.close();
    assertEquals(names(), ["f_000.raw", "f_001.json", "f_001.raw"]);
    assertEquals(JSON.parse(await Deno.readTextFile(`${folder}/f_001.json`)), {
      ...{ sequence: 1, captureUs: 1e5, width: 2, height: 2, bayer: "RGGB", bitDepth: 10 },
      metadata,
    });
  });
});

Deno.test("a description that is there stays, which is told once", async () => {
  const frames = rawFrames(3, () => ({ metadata: { lux: 7 } }));
  await inFolder("f_%01d.raw", {}, async (output, { folder, notes }) => {
    await Deno.writeTextFile(`${folder}/f_0.json`, "precious");
    await Deno.writeTextFile(`${folder}/f_2.json`, "precious");
    for (const frame of frames) await output.write(frame, stream);
    await output.close();
    assertEquals(await Deno.readTextFile(`${folder}/f_0.json`), "precious");
    assertEquals(notes.map((words) => words.replaceAll(/\d/g, "N")), [
      "f_N.json is there already and stays: what is told of f_N.raw is not kept",
    ]);
  });
});

Deno.test("numbers go on after those that are there, and a name that is taken is never written", async () => {
  await inFolder("f_%02d.raw", {}, async (output, { folder, files }) => {
    await Deno.writeTextFile(`${folder}/f_07.raw`, "precious");
    const [first, second] = rawFrames(2);
    await output.write(first!, stream);
    await Deno.writeTextFile(`${folder}/f_09.raw`, "precious");
    await output.write(second!, stream);
    await output.close();
    assertEquals(files.map(({ path }) => path), ["f_08.raw", "f_09-1.raw"]);
    assertEquals(await Deno.readTextFile(`${folder}/f_09.raw`), "precious");
  });
});

Deno.test("the description of one frame may be asked for twice", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-frame-files-" });
  const [frame] = rawFrames(1, () => ({ metadata: { lux: 7 } }));
  const of = { frame: frame!, stream };
  assertEquals(await describeFrame(`${folder}/f.raw`, of), undefined);
  assertEquals(await describeFrame(`${folder}/f.png`, of), undefined);
  const other = { frame: { ...frame!, sequence: 1 }, stream };
  assertEquals(await describeFrame(`${folder}/f.png`, other), `${folder}/f.json`);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a single frame needs no number", async () => {
  await inFolder("one.raw", { frames: 1 }, async (output, { names }) => {
    await output.write(rawFrames(1, () => ({ metadata: { lux: 1 } }))[0]!, stream);
    await output.close();
    assertEquals(names(), ["one.json", "one.raw"]);
  });
});

Deno.test("what is deleted as too old goes with its description", async () => {
  const keep = { sizeBytes: 16 };
  await inFolder("f_%01d.raw", { keep }, async (output, { folder, names }) => {
    const frames = rawFrames(4, () => ({ metadata: { lux: 1 } }));
    for (const frame of frames.slice(0, 2)) await output.write(frame, stream);
    await output.close();
    for (const name of names()) await Deno.utime(`${folder}/${name}`, 1, 1);
    const later = openOutput({ target: `${folder}/f_%01d.raw`, keep, nowUs: () => 0 });
    for (const frame of frames.slice(2)) await later.write(frame, stream);
    await later.close();
    assertEquals(names(), ["f_2.json", "f_2.raw", "f_3.json", "f_3.raw"]);
  });
});

Deno.test("what a kill left of a file goes, when it is old", async () => {
  await inFolder("f_%02d.raw", {}, async (output, { folder, names }) => {
    const parts = ["f_03.raw.0badcafe.part", "f_04.raw.0badcafe.part", "mine.raw.0badcafe.part"];
    for (const part of [...parts, "f_05.part"]) await Deno.writeTextFile(`${folder}/${part}`, "");
    for (const part of [parts[0]!, parts[2]!]) await Deno.utime(`${folder}/${part}`, 1, 1);
    await output.write(rawFrames(1)[0]!, stream);
    await output.close();
    assertEquals(names(), ["f_00.raw", parts[1]!, "f_05.part", parts[2]!]);
  });
});

Deno.test("holes are told with the file behind them", async () => {
  await inFolder("f_%01d.raw", {}, async (output, { files }) => {
    const [first, second] = rawFrames(2);
    await output.write(first!, stream);
    output.gap({ first: 1, last: 3, reason: "skipped" });
    await output.write(second!, stream);
    await output.close();
    assertEquals(files.map(({ gaps, lostFrames }) => [gaps, lostFrames]), [[0, 0], [1, 3]]);
    assertEquals(output.status().lostFrames, 3);
  });
});

Deno.test("a folder that cannot be written ends it, with the remedy", async () => {
  const output = openOutput({ target: "/proc/f_%01d.raw", nowUs: () => 0 });
  const error = await assertRejects(async () => {
    for (const frame of rawFrames(9)) await output.write(frame, stream);
    await output.close();
  }, OutputError);
  assert(error.message.startsWith("Cannot write /proc/f_0.raw: "), error.message);
  assertEquals(output.status().state, "failed");
  await assertRejects(() => output.write(rawFrames(1)[0]!, stream), OutputError);
});

Deno.test("a file is whole or not there, and no other is in the way afterwards", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-frame-files-" });
  await Deno.writeTextFile(`${folder}/a`, "precious");
  const nameOf = (copy: number) => [`${folder}/a`, `${folder}/b`][copy];
  const file = await writeWhole(new Uint8Array(3), nameOf);
  assertEquals(file?.path, `${folder}/b`);
  await file?.sync();
  assertEquals(await writeWhole(new Uint8Array(4), nameOf), undefined);
  await assertRejects(() => writeWhole(new Uint8Array(5), () => `${folder}/no/c`));
  const there = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
  assertEquals(there, ["a", "b"]);
  assertEquals((await Deno.readFile(`${folder}/b`)).length, 3);
  await Deno.remove(folder, { recursive: true });
});
