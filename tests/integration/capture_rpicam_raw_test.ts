import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { spawnProgram } from "../../lib/capture/mod.ts";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { numbersPerStart, readFrameNumber } from "../support/camera/mod.ts";
import type { CollectedFrame } from "../unit/capture/frame_collector.ts";
import { CaptureRig, isAlive, type RigOptions } from "./capture_rig.ts";

/** Frames of 1536 x 864 are large: few of them a second. */
const framerate = 10;

function rawRig(options: RigOptions): Promise<CaptureRig> {
  const asked = { codec: "raw12", framerate, ...options.asked } as const;
  return CaptureRig.start({ ...options, asked });
}

/** The number that a frame's picture carries, read from its samples in canonical form. */
function numberIn(frame: CollectedFrame, { width, bitDepth }: { width: number; bitDepth: number }) {
  const rows = new DataView(frame.bytes.buffer, frame.bytes.byteOffset, width * 16 * 2);
  const plane = Uint8Array.from(
    { length: width * 16 },
    (_, at) => rows.getUint16(at * 2, true) >> (bitDepth - 8),
  );
  return readFrameNumber(plane, { width });
}

/** The number of the frame that its metadata was written for: the stand-in's clock begins at its first frame's period. */
function numberToldIn({ metadata }: CollectedFrame): number {
  return Math.round(Number(metadata?.sensorTimestampNs) * framerate / 1e9) - 1;
}

const cases = [
  { profile: "vc4", sensorMode: "1536:864:10:P", bitDepth: 10 },
  { profile: "vc4", sensorMode: "1536:864:10:U", bitDepth: 10 },
  { profile: "pisp", sensorMode: "1536:864:10:P", bitDepth: 12 },
  { profile: "pisp", sensorMode: "1536:864:10:U", bitDepth: 12 },
] as const;

for (const { profile, sensorMode, bitDepth } of cases) {
  Deno.test(`${profile} ${sensorMode}: RAW frames come whole, each with its own metadata`, async () => {
    await using rig = await rawRig({ profile, asked: { sensorMode } });
    await rig.sink.reaches(5);
    const { program, arguments: args = [], pid } = rig.supervisor.status();
    assertEquals(program, `${rig.camera.path}/rpicam-raw`);
    const fifo = args[args.indexOf("--metadata") + 1] ?? "";
    // Its writer has it open: a picam that is killed leaves nothing behind.
    await assertRejects(() => Deno.stat(fifo), Deno.errors.NotFound);
    await assertRejects(() => Deno.stat(fifo.replace(/\/[^/]*$/, "")), Deno.errors.NotFound);
    await rig.supervisor.stop();
    assert(pid !== undefined && !isAlive(pid));
    assertEquals(rig.recordings().map(({ signals }) => signals), [["SIGINT"]]);
    assertEquals(rig.supervisor.status().fault, undefined);
    assertEquals([...rig.log.of("warn"), ...rig.log.of("error")], []);

    const { frames } = rig.sink;
    assertEquals(frames[0]?.stream, {
      ...{ id: 1, name: "stand-in", codec: "raw12", width: 1536, height: 864, framerate },
      ...{ bayer: "BGGR", bitDepth },
    });
    for (const frame of frames) {
      assertEquals(frame.bytes.length, 1536 * 864 * 2);
      assertEquals(frame.flags, FrameFlag.key);
    }
    const numbers = frames.map((frame) => numberIn(frame, { width: 1536, bitDepth }));
    assertEquals(numbers, numbers.toSorted((a = -1, b = -1) => a - b));
    const told = frames.map(numberToldIn);
    // The last one may have been stopped between its end and its object.
    assertEquals(told.slice(0, 4), numbers.slice(0, 4) as number[]);
    const { metadata } = frames[0] ?? {};
    assertEquals(metadata?.exposureUs, 33222);
    assertEquals(metadata?.ScalerCrop, "(0, 0)/4608x2592");
  });
}

Deno.test("a crash in the middle of a RAW frame loses that frame only", async () => {
  await using rig = await rawRig({
    profile: "vc4",
    fault: { kind: "crash", afterFrames: 3, starts: 1 },
  });
  await rig.fails("crashed");
  const before = rig.sink.frames.length;
  await rig.timing.turn(250);
  await rig.sink.more(3);
  const [first, ...others] = rig.sink.frames.slice(before);
  assert(first !== undefined);
  assertEquals(first.flags, FrameFlag.key | FrameFlag.discontinuity);
  for (const [index, frame] of [first, ...others].entries()) {
    const number = (numberIn(frame, { width: 1536, bitDepth: 10 }) ?? -1) - numbersPerStart;
    if (index < others.length) assertEquals(numberToldIn(frame), number);
    assert(number >= 0);
  }
  assertEquals(rig.sink.frames.slice(0, before).map((f) => f.bytes.length), [
    ...Array.from({ length: before }, () => 1536 * 864 * 2),
  ]);
});

Deno.test("rpicam-raw that is killed is started again", async () => {
  await using rig = await rawRig({ profile: "vc4" });
  await rig.sink.reaches(2);
  Deno.kill(rig.supervisor.status().pid ?? 0, "SIGKILL");
  await rig.fails("crashed");
  await rig.timing.turn(250);
  await rig.sink.more(2);
  assertEquals(rig.recordings().length, 2);
});

Deno.test("a format that picam does not know ends the run, with the mode to ask for", async () => {
  await using rig = await rawRig({ profile: "vc4", rawFormat: "SBGGR14_CSI2P" });
  const { fault } = await rig.fails("bad-value");
  assertStringIncludes(fault?.message ?? "", "1536x864 as SBGGR14_CSI2P");
  assertStringIncludes(fault?.remedy ?? "", "--sensor-mode WIDTH:HEIGHT:14:U");
  assertEquals(rig.sink.frames.length, 0);
});

Deno.test("where no FIFO can be made, frames come without metadata", async () => {
  await using rig = await rawRig({
    profile: "vc4",
    names: ["libcamera-raw"],
    spawn: (program, args) => spawnProgram(program === "mkfifo" ? "/nonexistent" : program, args),
  });
  await rig.sink.reaches(2);
  assertEquals(rig.supervisor.status().program, `${rig.camera.path}/libcamera-raw`);
  assertEquals(rig.sink.frames.map(({ metadata }) => metadata), [undefined, undefined]);
  assertEquals(rig.log.of("warn").length, 1);
  assertStringIncludes(rig.log.of("warn")[0] ?? "", "without metadata");
});

Deno.test("RAW is told what to install", async () => {
  await using rig = await rawRig({ profile: "vc4", names: ["rpicam-vid"] });
  const { fault } = await rig.fails("not-installed");
  assertStringIncludes(fault?.message ?? "", "neither rpicam-raw nor libcamera-raw");
});
