import { assert, assertEquals, assertMatch } from "@std/assert";
import { StartedProgram } from "../support/camera/started_program.ts";
import { installStandInCamera, numbersPerStart, readFrameNumber } from "../support/camera/mod.ts";
import { listNals } from "../support/camera/nal_list.ts";
import type { ProfileName } from "../support/camera/profile.ts";
import { accessUnits } from "../support/camera/x264_clip.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";

const small = ["-n", "--width", "320", "--height", "240", "--framerate", "100"];

interface Case {
  readonly profile: ProfileName;
  readonly name?: string;
  readonly args: string;
  readonly code: number;
  readonly stdout?: RegExp;
  readonly stderr?: RegExp;
}

const cases: readonly Case[] = [
  {
    profile: "vc4",
    args: "--version",
    code: 0,
    stdout: /^rpicam-apps build: v1\.12\.0 \w{12} .*\nrpicam-apps capabilites: .* libav:1\nlibcam/,
  },
  { profile: "pisp-lite", args: "--version", code: 0, stdout: /v1\.7\.0[^]*libav:0\nlibcamera/ },
  {
    profile: "vc4-old",
    name: "libcamera-vid",
    args: "--version",
    code: 0,
    stdout: /^rpicam-apps build: \w{12} [^\n]*\nlibcamera build: /,
  },
  { profile: "vc4", name: "rpicam-raw", args: "--help", code: 0, stdout: /--low-latency/ },
  {
    profile: "pisp",
    args: "--list-cameras",
    code: 0,
    stdout: /\n0 : imx708 \[4608x2592 10-bit RGGB\] \(\/base\/axi\/.*\)\n {4}Modes: '.*\n {29}\d/,
  },
  { profile: "vc4", args: "--bogus", code: 255, stderr: /^ERROR: \*\*\* unrecognised option/ },
  {
    profile: "vc4",
    args: "--camera 1",
    code: 255,
    stderr:
      /INFO Camera .* libcamera v[^]*ERROR: \*\*\* selected camera is not available \*\*\*\n$/,
  },
  {
    profile: "pisp",
    args: "-n -o -",
    code: 255,
    stderr: /cannot allocate output context, try setting with --libav-format \*\*\*\n$/,
  },
  {
    profile: "pisp-lite",
    args: "-n -o -",
    code: 255,
    stderr: /Unable to find an appropriate H.264 codec/,
  },
  {
    profile: "pisp",
    args: "-n -o - --libav-format h264 --initial pause",
    code: 255,
    stderr: /\n\nERROR: The libav [^]*\*\*\* libav: Incompatible options selected\. \*\*\*\n$/,
  },
  {
    profile: "vc4",
    args: "--width 1920 --height 1280 -o -",
    code: 255,
    stderr: /failed to start output streaming/,
  },
  { profile: "vc4", args: "--profile extended", code: 255, stderr: /no such profile extended/ },
  { profile: "vc4", args: "--level 3.1", code: 255, stderr: /no such level 3\.1/ },
  { profile: "vc4", args: "--mode 640", code: 255, stderr: /Invalid mode/ },
  {
    profile: "vc4",
    args: "-n -t 30 --framerate 100",
    code: 0,
    stderr:
      /Mode selection for 640:480:12:P\(100\)[^]*Halting: reached timeout of 30 milliseconds\.\n$/,
  },
  {
    profile: "vc4",
    args: "-n --width 1280 --height 720 --framerate 100 --frames 1",
    code: 0,
    stderr: /Overriding H\.264 level 4\.2/,
  },
  {
    profile: "vc4",
    args: "--framerate 100 --frames 2",
    code: 0,
    stderr: /#0 \(0\.00 fps\) exp \d+\.00 ag [\d.]+ dg 1\.00\n#1 \(100\.00 fps\)/,
  },
  { profile: "vc4", args: "-v 0 -n --frames 1 --framerate 100", code: 0, stderr: /^$/ },
];

for (const { profile, name, args, code, stdout, stderr } of cases) {
  Deno.test(`${name ?? "rpicam-vid"} ${args}: ${code}, ${profile}`, async () => {
    await using camera = await installStandInCamera({ profile, startupMs: 1 });
    await using program = new StartedProgram(camera, args.split(" "), name);
    const ended = await program.end();
    assertEquals([ended.code, ended.signal], [code, null], ended.stderr);
    if (stdout !== undefined) assertMatch(new TextDecoder().decode(ended.stdout), stdout);
    if (stderr !== undefined) assertMatch(ended.stderr, stderr);
    const [run] = camera.runs();
    assertEquals([run?.args, run?.end?.code], [args.split(" "), code]);
  });
}

const streams: Record<string, { profile: ProfileName; args: string[]; first: string }> = {
  "vc4 without --inline": { profile: "vc4", args: ["--flush"], first: "27 28 25 21" },
  "vc4 with --inline": {
    profile: "vc4",
    args: ["--flush", "--inline", "--intra", "5"],
    first: "27 28 25 21 21 21 21 27 28 25",
  },
  "pisp with low latency": {
    profile: "pisp",
    args: ["--libav-format", "h264", "--low-latency", "--intra", "3"],
    first: "67 68 06 65 65 65 41 41 41 41 41 41 67 68 65",
  },
  "pisp with B pictures": {
    profile: "pisp",
    args: ["--libav-format", "h264", "--intra", "5"],
    first: "67 68 06 65 41 01 41 01 67 68 65",
  },
};

for (const [name, { profile, args, first }] of Object.entries(streams)) {
  Deno.test({
    name: `the stream of ${name} has its layout and every picture`,
    ...judgedBy("ffmpeg"),
    async fn() {
      await using camera = await installStandInCamera({ profile });
      for (const start of [0, 1]) {
        await using program = new StartedProgram(
          camera,
          [...small, ...args, "-o", "-", "--frames", "25"],
        );
        const { stdout, code } = await program.end();
        assertEquals(code, 0);
        const headers = listNals(stdout).map(({ header }) => header.toString(16).padStart(2, "0"));
        assertEquals(headers.join(" ").slice(0, first.length), first);
        const { lumas, complaints } = await decodeLuma(stdout);
        assertEquals(complaints, "");
        assertEquals(
          lumas.map((luma) => readFrameNumber(luma, { width: 320 })),
          Array.from({ length: 25 }, (_, n) => start * numbersPerStart + n),
        );
      }
    },
  });
}

Deno.test("without --flush the tail of the newest picture waits; a clean stop brings it", async () => {
  await using camera = await installStandInCamera({ profile: "vc4", frameBytes: 5000 });
  await using program = new StartedProgram(camera, [...small, "-t", "0", "-o", "-"]);
  const lengths = await program.read(40_000);
  assertEquals(lengths.filter((length) => length % 4096 !== 0), []);
  program.kill("SIGINT");
  const { stdout, code, stderr } = await program.end();
  assertEquals(code, 0);
  assertMatch(stderr, /Received signal 2\n$/);
  assertEquals(listNals(stdout).at(-1)?.bytes.length, 5000);
});

Deno.test("a kernel with large pages has larger blocks", async () => {
  await using camera = await installStandInCamera({
    profile: "vc4",
    stdioBlockBytes: 16_384,
    frameBytes: 5000,
  });
  await using program = new StartedProgram(camera, [...small, "-t", "0", "-o", "-"]);
  const lengths = await program.read(80_000);
  assertEquals(lengths.filter((length) => length % 16_384 !== 0), []);
});

Deno.test("with --flush a picture is there whole as soon as it is made", async () => {
  await using camera = await installStandInCamera({ profile: "vc4", frameBytes: 5000 });
  const args = [...small, "--flush", "-t", "0", "-o", "-"];
  await using program = new StartedProgram(camera, args);
  const lengths: number[] = [];
  // Whole before the next one begins: otherwise the last one here would never have its length.
  while (lengths.length < 6 || lengths.at(-1) !== 5000) {
    await program.read();
    lengths.splice(
      0,
      lengths.length,
      ...listNals(program.received).map(({ bytes }) => bytes.length),
    );
  }
  assertEquals(lengths.slice(3), lengths.slice(3).map(() => 5000));
});

Deno.test("a packet of libav is one write, whatever bytes are in it", async () => {
  await using camera = await installStandInCamera({ profile: "pisp", frameBytes: 6000 });
  const args = [...small, "--libav-format", "h264", "--low-latency", "--frames", "40", "-o", "-"];
  await using program = new StartedProgram(camera, args);
  const ends = new Set<number>();
  let total = 0;
  for (let lengths = [0]; lengths.length > 0;) {
    lengths = await program.read();
    for (const length of lengths) ends.add(total += length);
  }
  const units = accessUnits(program.received).map(({ bytes }) => bytes.length);
  let end = 0;
  const allowed = units.map((length) => end += length);
  assertEquals([...ends].filter((at) => !allowed.includes(at)), []);
});

Deno.test("a reader that goes away makes it abort", async () => {
  const says: Record<string, [string[], RegExp, Deno.Signal]> = {
    "vc4": [[], /Received signal 13\nterminate called [^]*failed to write output b/, "SIGABRT"],
    "pisp": [["--libav-format=h264"], /what\(\): {2}libav: error writing output: B/, "SIGABRT"],
    "vc4-old": [[], /Mode selection/, "SIGPIPE"],
  };
  for (const [profile, [args, stderr, signal]] of Object.entries(says)) {
    await using camera = await installStandInCamera({ profile: profile as ProfileName });
    await using program = new StartedProgram(camera, [...small, ...args, "-t", "0", "-o", "-"]);
    await program.read();
    await program.hangUp();
    const ended = await program.end();
    assertEquals(ended.signal, signal);
    assertMatch(ended.stderr, stderr);
  }
});

Deno.test({
  name: "a reader that stalls makes the camera lose pictures, not bytes",
  ...judgedBy("ffmpeg"),
  async fn() {
    await using camera = await installStandInCamera({
      profile: "vc4",
      frameBytes: 20_000,
      cameras: 2,
    });
    const args = [...small, "--info-text", "#%frame", "-t", "0", "-o", "-"];
    await using program = new StartedProgram(camera, args);
    // Three pictures fit into the pipe and 18 into the buffers.
    await program.says(/#18\n/);
    await using other = new StartedProgram(camera, [...small, "--camera", "1", "--frames", "9"]);
    await other.end();
    const end = program.end();
    await program.says(/#18\n(#\d+\n){9}/);
    program.kill("SIGINT");
    const { code, stdout } = await end;
    assertEquals(code, 0);
    const { lumas, complaints } = await decodeLuma(stdout);
    assertEquals(complaints, "");
    const numbers = lumas.map((luma) => readFrameNumber(luma, { width: 320 })!);
    assertEquals(numbers, numbers.toSorted((a, b) => a - b));
    assert(numbers.at(-1)! >= numbers.length, "no picture is missing");
  },
});

Deno.test("a stopped program ends only when its output has been read", async () => {
  await using camera = await installStandInCamera({ profile: "vc4", frameBytes: 100_000 });
  await using program = new StartedProgram(camera, [...small, "-t", "0", "-o", "-"]);
  await program.read();
  program.kill("SIGINT");
  await program.says(/Received signal 2\n/);
  assertEquals(camera.runs()[0]?.end, undefined);
  assertEquals((await program.end()).code, 0);
});

Deno.test("a second program on the same camera finds it busy, on another camera it does not", async () => {
  await using camera = await installStandInCamera({ profile: "pisp", cameras: 2 });
  const args = [...small, "--libav-format", "h264", "--low-latency", "-o", "-"];
  await using first = new StartedProgram(camera, [...args, "-t", "0"]);
  await first.read();
  await using second = new StartedProgram(camera, args);
  const busy = await second.end();
  assertEquals(busy.code, 255);
  assertMatch(
    busy.stderr,
    /INFO Camera .*Pipeline handler in use by another process\nERROR: \*\*\* failed to acquire camera \/base\/.* \*\*\*\n$/,
  );
  await using third = new StartedProgram(camera, [...args, "--camera", "1", "--frames", "1"]);
  assertEquals((await third.end()).code, 0);
  first.kill("SIGKILL");
  await first.end();
  await using fourth = new StartedProgram(camera, [...args, "--frames", "1"]);
  assertEquals((await fourth.end()).code, 0);
});
