import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FrameFlag, type FrameMetadata, type StreamInfo } from "../../lib/frame/mod.ts";
import { ClientPicam, lastOf } from "../support/client_picam.ts";
import { judgedBy } from "../support/judges.ts";
import { Picam, runPicam } from "../support/picam.ts";
import { decodedPatches, patches, rawChart, shown } from "../support/raw_chart.ts";
import { Serving } from "../support/serving.ts";

const size = { width: 320, height: 240 };
const stream: StreamInfo = {
  ...{ id: 1, name: "camera", codec: "raw12", ...size, framerate: 10, bayer: "RGGB", bitDepth: 12 },
};
const frames = Array.from({ length: 5 }, (_, i) => rawChart({ ...size, brighter: i }));

/** What a source tells of the second frame. */
const metadata = { exposureUs: 9990, analogueGain: 2.5 };

/** Puts frames into a server's ring. */
function add(serving: Serving, payloads: readonly Uint8Array[] = frames): void {
  for (const [i, payload] of payloads.entries()) {
    const told: { metadata?: FrameMetadata } = i === 1 ? { metadata } : {};
    serving.ring.append(payload);
    serving.ring.commit({ flags: FrameFlag.key, captureUs: 1e9 + i * 1e5, stream, ...told });
  }
}

interface Received {
  readonly code: number | Deno.Signal;
  readonly folder: string;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** Receives what a server's ring has, into a folder of its own. */
async function receive(
  { args, payloads = frames }: { args: readonly string[]; payloads?: readonly Uint8Array[] },
  judge: (received: Received) => Promise<void>,
): Promise<void> {
  await using serving = await Serving.start();
  add(serving, payloads);
  const folder = await Deno.makeTempDir({ prefix: "picam-receive-raw-" });
  try {
    await Deno.writeTextFile(`${folder}/p.json`, profile);
    const url = `tcp://127.0.0.1:${serving.servers.wire!.port}`;
    const all = ["--mode", "receive", url, "--from", "oldest", ...args];
    const own = all.map((arg) => arg.replace("DIR", folder));
    await using picam = new ClientPicam(own);
    await judge({ ...await picam.ended(), folder });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Colours as they are: what is to be seen of a patch is then known. */
const profile = JSON.stringify({ whiteBalance: { mode: "off" }, sharpen: "off", denoise: "off" });

function assertPatches(got: readonly number[][], tolerance: number): void {
  for (const [i, patch] of patches.entries()) {
    const wanted = shown(patch);
    const isNear = got[i]!.every((value, at) => Math.abs(value - wanted[at]!) <= tolerance);
    assert(isNear, `patch ${i} is ${got[i]}, is to be ${wanted}`);
  }
}

Deno.test({
  name: "RAW frames are kept as they came and developed beside that, with what is told of them",
  ...judgedBy("ffmpeg"),
  async fn() {
    const outputs = ["--output", "DIR/frame_%03d.raw", "--output", "DIR/output_%03d.png"];
    const args = ["--frames", "5", ...outputs, "--isp-profile", "DIR/p.json", "--stats", "json"];
    await receive({ args }, async ({ code, folder, stdout, stderr }) => {
      assertEquals(code, 0, stderr.join("\n"));
      const names = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
      assertEquals(names, [
        ...["frame_000.raw", "frame_001.json", "frame_001.raw"],
        ...["frame_002.raw", "frame_003.raw", "frame_004.raw"],
        ...["output_000.png", "output_001.json", "output_001.png"],
        ...["output_002.png", "output_003.png", "output_004.png", "p.json"],
      ]);
      for (const [i, frame] of frames.entries()) {
        assertEquals(await Deno.readFile(`${folder}/frame_00${i}.raw`), frame);
        assertPatches(await decodedPatches(`${folder}/output_00${i}.png`), 3);
      }
      const told = JSON.parse(await Deno.readTextFile(`${folder}/output_001.json`));
      assertEquals([told.sequence, told.metadata, told.bayer], [1, metadata, "RGGB"]);
      const { outputs: kept } = lastOf("summary", stdout);
      assertEquals(kept[1].developed.frames, 5);
      assert(kept[1].developed.medianMs > 0);
    });
  },
});

Deno.test({
  name: "frames of a FIFO, fed one by one, are ten files at the other end",
  ...judgedBy("ffmpeg"),
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "picam-receive-raw-" });
    const fifo = `${folder}/camera`;
    await new Deno.Command("mkfifo", { args: [fifo] }).output();
    const shape = ["--width", `${size.width}`, "--height", `${size.height}`];
    await using serving = await Picam.start(["--source", `device:${fifo}`, ...codec, ...shape]);
    using camera = await Deno.open(fifo, { write: true });
    await writeAll(camera, frames[0]!);
    const outputs = ["--output", `${folder}/frame_%03d.raw`, "--output", `${folder}/o_%03d.png`];
    const url = `tcp://127.0.0.1:${serving.tcpPort}`;
    const args = ["--mode", "receive", url, "--frames", "5", ...outputs, "--isp"];
    await using picam = new ClientPicam([...args, "--isp-profile", await profileIn(folder)]);
    for (const [i, frame] of frames.entries()) {
      if (i > 0) await writeAll(camera, frame);
      await picam.says(new RegExp(`wrote .*/o_00${i}\\.png`));
    }
    assertEquals((await picam.ended()).code, 0, picam.text());
    for (const [i, frame] of frames.entries()) {
      assertEquals(await Deno.readFile(`${folder}/frame_00${i}.raw`), frame);
      assertPatches(await decodedPatches(`${folder}/o_00${i}.png`), 3);
    }
    await Deno.remove(folder, { recursive: true });
  },
});

const codec = ["--codec", "raw12"];

async function profileIn(folder: string): Promise<string> {
  await Deno.writeTextFile(`${folder}/p.json`, profile);
  return `${folder}/p.json`;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

Deno.test({
  name: "a picture of 16 bits and packed is the same picture",
  ...judgedBy("ffmpeg"),
  async fn() {
    const png = ["--png-depth", "16", "--png-compression", "fast", "--isp-profile", "DIR/p.json"];
    const args = ["--frames", "1", "--output", "DIR/one.png", ...png];
    await receive({ args }, async ({ code, folder, stderr }) => {
      assertEquals(code, 0, stderr.join("\n"));
      const bytes = await Deno.readFile(`${folder}/one.png`);
      assertEquals([bytes[24], bytes.length < 6 * size.width * size.height], [16, true]);
      assertPatches(await decodedPatches(`${folder}/one.png`), 3);
    });
  },
});

Deno.test({
  name: "developed frames become an MP4 file with their times",
  ...judgedBy("ffmpeg"),
  async fn() {
    const args = ["--frames", "5", "--output", "DIR/a.mp4", "--isp", "--isp-profile", "DIR/p.json"];
    await receive({ args }, async ({ code, folder, stdout, stderr }) => {
      assertEquals(code, 0, stderr.join("\n"));
      assert(stdout.some((line) => /a\.mp4: 5 frames, 0\.5 s/.test(line)), stdout.join("\n"));
      assertPatches(await decodedPatches(`${folder}/a.mp4`), 8);
    });
  },
});

Deno.test("frames that are none are counted and told, the others are developed", async () => {
  const tooBright = rawChart({ ...size, brighter: 3000 });
  const payloads = [frames[0]!, new Uint8Array(1000), tooBright, frames[3]!];
  const outputs = ["--output", "DIR/f_%03d.raw", "--output", "DIR/o_%03d.png"];
  const args = ["--frames", "4", ...outputs, "--stats", "json"];
  await receive({ args, payloads }, async ({ code, folder, stdout, stderr }) => {
    assertEquals(code, 0, stderr.join("\n"));
    for (const [i, payload] of payloads.entries()) {
      assertEquals(await Deno.readFile(`${folder}/f_00${i}.raw`), payload);
    }
    const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
    assertEquals(names.filter((name) => name.startsWith("o_")).sort(), ["o_000.png", "o_001.png"]);
    const { developed } = lastOf("summary", stdout).outputs[1];
    assertEquals([developed.frames, developed.refusedFrames], [2, 2]);
    const words = "Frame 1 cannot be developed: it has 1000 bytes, and one of 320x240 has 153600";
    assert(stderr.some((line) => line.includes(words)), stderr.join("\n"));
  });
});

Deno.test("after a kill each file that is there is whole", async () => {
  await using serving = await Serving.start({ ringBytes: 16 << 20 });
  const folder = await Deno.makeTempDir({ prefix: "picam-receive-raw-" });
  const url = `tcp://127.0.0.1:${serving.servers.wire!.port}`;
  const outputs = ["--output", `${folder}/f_%03d.raw`, "--output", `${folder}/o_%03d.png`];
  for (const file of [1, 4, 9]) {
    for (let i = 0; i < 4; i++) add(serving);
    const args = ["--mode", "receive", url, "--from", "oldest", ...outputs];
    await using picam = new ClientPicam(args);
    await picam.says(new RegExp(`wrote .*/o_\\d*${file}\\.png`));
    picam.kill("SIGKILL");
    await picam.ended();
  }
  const files = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  for (const name of files.filter((name) => !name.endsWith(".part"))) {
    const bytes = await Deno.readFile(`${folder}/${name}`);
    if (name.endsWith(".raw")) assertEquals(bytes.length, 2 * size.width * size.height);
    else if (name.endsWith(".png")) assertEquals(text(bytes.subarray(-8, -4)), "IEND");
    else assertEquals(JSON.parse(text(bytes)).metadata, metadata);
  }
  await Deno.remove(folder, { recursive: true });
});

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

Deno.test("a name that does not fit RAW frames is told with what does", async () => {
  await receive({ args: ["--frames", "1", "--output", "DIR/a.mp4"] }, ({ code, stderr }) => {
    assertEquals(code, 5);
    const words = "use a name that ends with .raw or .png, or develop its frames with --isp";
    assertStringIncludes(stderr.join("\n"), `the stream is raw12; ${words}`);
    return Promise.resolve();
  });
});

Deno.test("a profile with nonsense is told before anything is connected", async () => {
  const path = await Deno.makeTempFile({ prefix: "picam-receive-raw-" });
  await Deno.writeTextFile(path, '{"gama": "srgb"}');
  const args = ["--mode", "receive", "tcp://127.0.0.1:1", "--isp", "--isp-profile", path];
  const { code, stderr } = await runPicam(args);
  assertEquals(code, 2);
  assertStringIncludes(stderr, `--isp-profile ${path}: `);
  assertStringIncludes(stderr, "gama");
  await Deno.remove(path);
  const missing = await runPicam([...args.slice(0, -1), "/no/such/profile.json"]);
  assertEquals(missing.code, 2);
  assertStringIncludes(missing.stderr, "/no/such/profile.json");
});
