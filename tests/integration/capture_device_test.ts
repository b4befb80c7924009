import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { TextLineStream } from "@std/streams";
import { openRawPattern, parseRawFormat, readRawStamp } from "../../lib/bayer/mod.ts";
import { type DeviceSettings, DeviceSource, Supervisor } from "../../lib/capture/mod.ts";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { judgedBy } from "../support/judges.ts";
import { CollectedLog } from "../unit/capture/collected_log.ts";
import { FrameCollector } from "../unit/capture/frame_collector.ts";
import { runSource } from "../unit/capture/run_source.ts";

const size = { width: 320, height: 240 };
const frameBytes = 320 * 240 * 2;

function settings(path: string, more: Partial<DeviceSettings> = {}): DeviceSettings {
  return { path, ...size, framerate: 30, format: parseRawFormat("SGRBG12")!, ...more };
}

/** Frames whose stamps are their numbers, from 0. */
function chart(count: number): Uint8Array<ArrayBuffer>[] {
  const camera = openRawPattern({ ...size, framerate: 30, bayer: "GRBG", pattern: "chart" });
  return Array.from(
    { length: count },
    (_, frameNumber) => camera.paint({ frameNumber, unixMs: 0 }).slice(),
  );
}

function numberIn(bytes: Uint8Array): number | undefined {
  return readRawStamp(new Uint16Array(bytes.slice().buffer), size)?.frameNumber;
}

async function inFolder(use: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-capture-device-" });
  try {
    await use(`${folder}/camera`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function makeFifo(path: string): Promise<void> {
  await new Deno.Command("mkfifo", { args: [path] }).output();
}

/** Writes to a FIFO as a program of its own does: opens it, writes, and leaves. */
async function write(path: string, bytes: Uint8Array): Promise<void> {
  const child = new Deno.Command("sh", {
    args: ["-c", 'exec cat > "$0"', path],
    stdin: "piped",
    stderr: "null",
  }).spawn();
  const stdin = child.stdin.getWriter();
  await stdin.write(bytes);
  await stdin.close();
  const { code } = await child.status;
  assertEquals(code, 0, "the writer found nobody who reads");
}

/** A character device that a test feeds. */
class PtyDevice {
  readonly path: string;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;

  private constructor(child: Deno.ChildProcess, path: string) {
    this.#child = child;
    this.#stdin = child.stdin.getWriter();
    this.path = path;
  }

  static async open(): Promise<PtyDevice> {
    const program = new URL("../support/pty_device.py", import.meta.url).pathname;
    const child = new Deno.Command("python3", {
      args: [program],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const lines = child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
    const { value = "" } = await lines.read();
    await lines.cancel();
    return new PtyDevice(child, value);
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#stdin.write(bytes);
  }

  /** Takes the device away. */
  async remove(): Promise<void> {
    await this.#stdin.close();
    await this.#child.status;
  }
}

Deno.test("frames that one program after the other writes into a FIFO all come, byte for byte", async () => {
  await inFolder(async (path) => {
    await makeFifo(path);
    const frames = chart(12);
    const run = runSource(new DeviceSource(settings(path)));
    for (const frame of frames) await write(path, frame);
    await run.sink.reaches(12);
    assertEquals(run.sink.frames.map(({ bytes }) => bytes), frames);
    assertEquals(run.sink.frames.map(({ bytes }) => numberIn(bytes)), [...frames.keys()]);
    assertEquals(await run.stop(), { kind: "stopped" });
    const [first, ...rest] = run.sink.frames;
    assertEquals([first?.stream?.bayer, first?.stream?.bitDepth], ["GRBG", 12]);
    assert(rest.every(({ stream, flags }) => stream === undefined && flags === FrameFlag.key));
  });
});

Deno.test("a program that leaves in the middle of a frame costs that frame only", async () => {
  await inFolder(async (path) => {
    await makeFifo(path);
    const [first, second, third] = chart(3) as [Uint8Array, Uint8Array, Uint8Array];
    const run = runSource(new DeviceSource(settings(path)));
    await write(path, first);
    await run.sink.reaches(1);
    await write(path, second.subarray(0, 100_001));
    while (run.faults.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await write(path, third);
    await run.sink.reaches(2);
    assertEquals(run.sink.frames.map(({ bytes }) => numberIn(bytes)), [0, 2]);
    assertStringIncludes(run.faults[0]!.message, `100001 of ${frameBytes} bytes`);
    assertEquals(run.sink.frames[1]?.flags, FrameFlag.key | FrameFlag.discontinuity);
    await run.stop();
  });
});

Deno.test("a FIFO that nobody writes can be stopped, and read again", async () => {
  await inFolder(async (path) => {
    await makeFifo(path);
    const source = new DeviceSource(settings(path));
    assertEquals(await runSource(source).stop(), { kind: "stopped" });
    const run = runSource(source);
    await write(path, chart(1)[0]!);
    await run.sink.reaches(1);
    await run.stop();
  });
});

Deno.test("a real character device delivers frames: those of /dev/zero are black", async () => {
  const run = runSource(new DeviceSource(settings("/dev/zero")));
  await run.sink.reaches(20);
  assertEquals(await run.stop(), { kind: "stopped" });
  assertEquals(run.sink.frames[19]?.bytes, new Uint8Array(frameBytes));
});

Deno.test({
  name: "a character device with short reads and rests delivers whole frames",
  ...judgedBy("python3"),
  fn: async () => {
    const device = await PtyDevice.open();
    const frames = chart(4);
    const run = runSource(new DeviceSource(settings(device.path)));
    for (const [n, frame] of frames.entries()) {
      await device.write(frame.subarray(0, 70_001));
      await device.write(frame.subarray(70_001));
      await run.sink.reaches(n + 1);
    }
    assertEquals(run.sink.frames.map(({ bytes }) => bytes), frames);
    assertEquals(await run.stop(), { kind: "stopped" });
    await device.remove();
  },
});

Deno.test({
  name: "a device that disappears is told, and read again once it is back",
  ...judgedBy("python3"),
  fn: () =>
    inFolder(async (path) => {
      const frames = chart(2);
      const log = new CollectedLog();
      const sink = new FrameCollector();
      await using supervisor = new Supervisor({
        ...{ source: new DeviceSource(settings(path)), sink, log: log.logger },
        nowUs: () => Math.floor(performance.now() * 1000),
      });
      const fault = () => supervisor.status().fault?.message ?? "";
      const told = async (words: string) => {
        while (!fault().includes(words)) await new Promise((resolve) => setImmediate(resolve));
      };
      const first = await PtyDevice.open();
      await Deno.symlink(first.path, path);
      supervisor.start();
      await first.write(frames[0]!);
      await sink.reaches(1);
      await first.write(frames[1]!.subarray(0, 1000));
      await first.remove();
      // The kernel says that it fails or that it is at its end, whichever comes first; then it is not there.
      await told("is not there (ENOENT)");
      await Deno.remove(path);
      const second = await PtyDevice.open();
      await Deno.symlink(second.path, path);
      await second.write(frames[1]!);
      await sink.reaches(2);
      assertEquals(sink.frames.map(({ bytes }) => numberIn(bytes)), [0, 1]);
      assertEquals(sink.frames[1]?.flags, FrameFlag.key | FrameFlag.discontinuity);
      await supervisor.stop();
      await second.remove();
    }),
});

Deno.test("a file of frames is played over and over, and what is over at its end is told once", async () => {
  await inFolder(async (path) => {
    const frames = chart(3);
    const file = new Uint8Array(frameBytes * 3 + 77);
    for (const [n, frame] of frames.entries()) file.set(frame, n * frameBytes);
    await Deno.writeFile(path, file);
    const run = runSource(new DeviceSource(settings(path, { framerate: 200 })));
    await run.sink.reaches(8);
    await run.stop();
    const numbers = run.sink.frames.map(({ bytes }) => numberIn(bytes));
    assertEquals(numbers.slice(0, 8), [0, 1, 2, 0, 1, 2, 0, 1]);
    assertEquals(run.faults.map(({ message }) => message), [
      `A RAW frame has 77 of ${frameBytes} bytes: it is dropped`,
    ]);
  });
});

Deno.test("what is no device is told with a remedy", async () => {
  const end = await runSource(new DeviceSource(settings("/"))).end;
  assert(end.kind === "failed");
  assertStringIncludes(end.fault.message, "/ is neither a character device nor a FIFO nor a file");
  const missing = await runSource(new DeviceSource(settings("/nonexistent/camera"))).end;
  assert(missing.kind === "failed");
  assertEquals(missing.fault.kind, "no-camera");
});
