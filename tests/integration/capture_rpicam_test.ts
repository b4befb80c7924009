import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { numbersPerStart, type ProfileName, readFrameNumber } from "../support/camera/mod.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { joined } from "../unit/capture/frame_collector.ts";
import { CaptureRig, isAlive, type RigOptions } from "./capture_rig.ts";

for (const profile of ["vc4", "pisp"] as const) {
  Deno.test({
    ...judgedBy("ffmpeg"),
    name: `${profile}: all that the camera sends comes, whole and in order, and the stop is clean`,
    fn: async () => {
      await using rig = await CaptureRig.start({ profile });
      await rig.delivers(40);
      const { pid, ...status } = rig.supervisor.status();
      assert(pid !== undefined && isAlive(pid));
      assertEquals(
        { state: status.state, platform: status.platform, version: status.version },
        { state: "streaming", platform: profile, version: "1.12.0" },
      );
      assertEquals(status.program, `${rig.camera.path}/rpicam-vid`);
      await rig.supervisor.stop();
      const [run] = rig.recordings();
      assertEquals(run?.end?.code, 0);
      assertEquals(run?.signals, ["SIGINT"]);
      assert(!isAlive(pid));

      const frames = rig.pictures();
      const keys = frames.flatMap(({ flags }, n) => flags & FrameFlag.key ? [n] : []);
      assertEquals(keys.slice(0, 3), [0, 15, 30]);
      assertEquals(frames[0]?.stream?.width, 320);
      assertEquals(frames[0]?.stream?.name, "stand-in");
      const { lumas, width, complaints } = await decodeLuma(joined(frames.map((f) => f.bytes)));
      assertEquals(complaints, "");
      const numbers = lumas.map((luma) => readFrameNumber(luma, { width }));
      assertEquals((numbers[0] ?? -1) % numbersPerStart, 0);
      assertEquals(numbers.length, frames.length);
      // On a busy machine the camera itself may skip some; what it sent is all there.
      assertEquals(numbers, numbers.toSorted((a = -1, b = -1) => a - b));
      const bytes = frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
      assertEquals(bytes, rig.supervisor.status().bytes);
    },
  });
}

const choices: {
  name: string;
  options: RigOptions;
  recordings: number;
  has: string[];
  lacks: string[];
}[] = [
  {
    name: "a Pi 4 of 2023",
    options: { profile: "vc4-old" },
    recordings: 1,
    has: ["--inline", "--flush"],
    lacks: ["--libav-format", "--low-latency"],
  },
  {
    name: "a Pi 5 that is taken for a Pi 4 learns that it needs a format",
    options: { profile: "pisp", platform: "vc4" },
    recordings: 2,
    has: ["--libav-format"],
    lacks: [],
  },
  {
    name: "a Pi 5 that does not show what it is gets all that it needs",
    options: { profile: "pisp", platform: "hidden" },
    recordings: 1,
    has: ["--libav-format", "--low-latency"],
    lacks: [],
  },
  {
    name: "a Pi 4 that does not show what it is takes no harm",
    options: { profile: "vc4", platform: "hidden" },
    recordings: 1,
    has: ["--libav-format", "--low-latency", "--inline"],
    lacks: [],
  },
  {
    name: "an old Pi 4 that does not show what it is",
    options: { profile: "vc4-old", platform: "hidden" },
    recordings: 1,
    has: ["--inline"],
    lacks: ["--libav-format", "--low-latency"],
  },
  {
    name: "an old program on what seems to be a Pi 5 learns what it does not know",
    options: { profile: "vc4-old", platform: "pisp" },
    recordings: 2,
    has: [],
    lacks: ["--libav-format", "--low-latency"],
  },
  {
    name: "the older name of the program",
    options: { profile: "vc4", names: ["libcamera-vid"] },
    recordings: 1,
    has: ["--inline"],
    lacks: [],
  },
];

for (const { name, options, recordings, has, lacks } of choices) {
  Deno.test(name, async () => {
    await using rig = await CaptureRig.start(options);
    await rig.delivers(3);
    const { fault, restarts, arguments: args = [] } = rig.supervisor.status();
    assertEquals({ fault, restarts }, { fault: undefined, restarts: 0 });
    assertEquals(rig.recordings().length, recordings);
    assertEquals(rig.recordings().at(-1)?.args, [...args]);
    for (const word of has) assert(args.includes(word), `${word} is missing`);
    for (const word of lacks) assert(!args.includes(word), `${word} is there`);
    assertEquals(rig.log.of("warn"), []);
  });
}

Deno.test("what was learnt is remembered: the next run has the right arguments at once", async () => {
  await using rig = await CaptureRig.start({ profile: "pisp", platform: "vc4" });
  await rig.delivers(1);
  await rig.supervisor.stop();
  rig.supervisor.start();
  await rig.sink.more(1);
  assertEquals(rig.recordings().length, 3);
  assertEquals(rig.camera.runs().filter(({ args }) => args.includes("--version")).length, 1);
});

Deno.test("a Pi 5 whose program lacks the encoder is told which package to install", async () => {
  await using rig = await CaptureRig.start({ profile: "pisp-lite" });
  const { fault } = await rig.fails("no-libav");
  assertStringIncludes(fault?.remedy ?? "", "not rpicam-apps-lite");
});

Deno.test("a program that is installed while picam runs is found", async () => {
  await using rig = await CaptureRig.start({ profile: "vc4", names: [] });
  await rig.fails("not-installed");
  await Deno.writeTextFile(`${rig.camera.path}/rpicam-vid`, "not executable yet");
  await rig.timing.turn(250);
  await rig.fails("not-installed");
  await using other = await CaptureRig.start({ profile: "vc4" });
  await Deno.copyFile(`${other.camera.path}/rpicam-vid`, `${rig.camera.path}/rpicam-vid`);
  await other.supervisor.stop();
  await rig.timing.turn(500);
  await rig.delivers(1);
  assertEquals(rig.supervisor.status().fault, undefined);
});

Deno.test("a program that is replaced by another is asked for its version anew", async () => {
  await using rig = await CaptureRig.start({ profile: "vc4" });
  await rig.delivers(1);
  await rig.supervisor.stop();
  const path = `${rig.camera.path}/rpicam-vid`;
  await Deno.writeTextFile(path, await Deno.readTextFile(path) + "# newer\n");
  rig.supervisor.start();
  await rig.sink.more(1);
  assertEquals(rig.camera.runs().filter(({ args }) => args.includes("--version")).length, 2);
});

const refused: { cameraArgs: string[]; kind: "bad-option" | "bad-value"; words: string }[] = [
  { cameraArgs: ["--shiny"], kind: "bad-option", words: "does not know the option --shiny" },
  { cameraArgs: ["--output", "x"], kind: "bad-option", words: "--output is given twice" },
  { cameraArgs: ["--width", "wide"], kind: "bad-value", words: "wide for --width" },
  { cameraArgs: ["--awb", "blue"], kind: "bad-value", words: "Invalid AWB mode: blue" },
];

for (const { cameraArgs, kind, words } of refused) {
  Deno.test(`--camera-args ${cameraArgs.join(" ")} is refused in words`, async () => {
    await using rig = await CaptureRig.start({ profile: "vc4", cameraArgs });
    const { fault } = await rig.fails(kind);
    assertStringIncludes(fault?.message ?? "", words);
  });
}

const rates: { profile: ProfileName; cameraArgs: string[] }[] = [
  { profile: "vc4", cameraArgs: ["--intra", "5", "-b", "800000"] },
  { profile: "pisp", cameraArgs: ["-g", "5", "--hflip", "--awb=cloudy"] },
];

for (const { profile, cameraArgs } of rates) {
  Deno.test(`${profile}: ${cameraArgs.join(" ")} takes the place of ours`, async () => {
    await using rig = await CaptureRig.start({ profile, cameraArgs });
    await rig.delivers(11);
    const keys = rig.pictures().slice(0, 11).map(({ flags }) => flags & FrameFlag.key);
    assertEquals(keys, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  });
}
