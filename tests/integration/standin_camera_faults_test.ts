import { assert, assertEquals, assertMatch } from "@std/assert";
import { StartedProgram } from "../support/camera/started_program.ts";
import { type Fault, installStandInCamera } from "../support/camera/mod.ts";
import { listNals } from "../support/camera/nal_list.ts";

const args = ["-n", "--width", "320", "--height", "240", "--framerate", "100", "--flush"]
  .concat(["-t", "0", "-o", "-"]);

interface FatalCase {
  readonly fault: Fault;
  readonly code: number;
  readonly stderr: RegExp;
  /** NAL units of whole pictures on stdout. */
  readonly pictures?: number;
}

const fatal: readonly FatalCase[] = [
  { fault: { kind: "no-camera" }, code: 255, stderr: /\*\*\* no cameras available \*\*\*\n$/ },
  {
    fault: { kind: "busy" },
    code: 255,
    stderr: /in use by another process\nERROR: \*\*\* failed to/,
  },
  {
    fault: { kind: "no-memory" },
    code: 255,
    stderr:
      /\ndmaHeap allocation failure for rpicam-apps0\nERROR: \*\*\* failed to allocate capture b/,
  },
  { fault: { kind: "encoder-refuses" }, code: 255, stderr: /failed to start output streaming/ },
  {
    fault: { kind: "abort", afterFrames: 3 },
    code: 134,
    stderr: /what\(\): {2}failed to qu/,
    pictures: 3,
  },
  { fault: { kind: "crash", afterFrames: 3 }, code: 139, stderr: /Selected unicam/, pictures: 4 },
  {
    fault: { kind: "exit", afterFrames: 2, code: 1, line: "Segmentation of duties" },
    code: 1,
    stderr: /Segmentation of duties\n$/,
    pictures: 2,
  },
];

for (const { fault, code, stderr, pictures = 0 } of fatal) {
  Deno.test(`the fault ${fault.kind} ends the program with ${code}`, async () => {
    await using camera = await installStandInCamera({ profile: "vc4", fault });
    await using program = new StartedProgram(camera, args);
    const ended = await program.end();
    assertEquals(ended.code, code, ended.stderr);
    assertMatch(ended.stderr, stderr);
    const found = listNals(ended.stdout).filter(({ header }) => [0x25, 0x21].includes(header));
    assertEquals(found.length, pictures);
  });
}

Deno.test("a crash cuts the last NAL unit", async () => {
  const fault: Fault = { kind: "crash", afterFrames: 3, signal: "SIGKILL" };
  await using camera = await installStandInCamera({ profile: "vc4", fault, frameBytes: 6000 });
  await using program = new StartedProgram(camera, args);
  const { stdout, signal } = await program.end();
  assertEquals(signal, "SIGKILL");
  assertEquals(listNals(stdout).map(({ bytes }) => bytes.length).slice(3), [6000, 6000, 3000]);
});

Deno.test("a fault can be for so many starts, and is over after them", async () => {
  const fault = { kind: "busy", starts: 2 } as const;
  await using camera = await installStandInCamera({ profile: "vc4", fault });
  await using version = new StartedProgram(camera, ["--version"]);
  await version.end(); // asks for no camera, so it does not count
  const codes: number[] = [];
  for (let i = 0; i < 3; i++) {
    await using program = new StartedProgram(camera, ["-n", "--frames", "1"]);
    codes.push((await program.end()).code);
  }
  assertEquals(codes, [255, 255, 0]);
  assertEquals([camera.runs().length, camera.starts().length], [4, 3]);
});

Deno.test("after SIGKILL the camera can be busy for some starts", async () => {
  await using camera = await installStandInCamera({ profile: "vc4", busyStartsAfterKill: 1 });
  await using killed = new StartedProgram(camera, args);
  await killed.read();
  killed.kill("SIGKILL");
  await killed.end();
  const codes: number[] = [];
  for (let i = 0; i < 2; i++) {
    await using program = new StartedProgram(camera, ["-n", "--frames", "1"]);
    codes.push((await program.end()).code);
  }
  assertEquals(codes, [255, 0]);
});

Deno.test("a stalled sensor is deaf to SIGINT and dies of SIGTERM", async () => {
  const fault: Fault = { kind: "sensor-stalls", afterFrames: 3, everyMs: 5 };
  await using camera = await installStandInCamera({ profile: "vc4", fault });
  await using program = new StartedProgram(camera, args);
  await program.says(/attempting a restart/);
  program.kill("SIGINT");
  await program.says(/Received signal 2\n[^]*attempting a restart/);
  program.kill("SIGTERM");
  const { signal, stderr } = await program.end();
  assertEquals(signal, "SIGTERM");
  assertMatch(stderr, /Dequeue timer of 1000000\.00us has expired!\n.*frontend has timed out!\n/);
  assertMatch(stderr, /ERROR: Device timeout detected, attempting a restart!!!\n/);
  assertEquals(camera.runs()[0]?.signals, ["SIGINT", "SIGTERM"]);
});

Deno.test("a sensor that recovers goes on without a key picture", async () => {
  const fault: Fault = { kind: "sensor-stalls", afterFrames: 3, everyMs: 5, warnings: 2 };
  await using camera = await installStandInCamera({ profile: "vc4", fault });
  await using program = new StartedProgram(camera, [...args, "--frames", "6"]);
  const { stdout, stderr } = await program.end();
  const headers = listNals(stdout).map(({ header }) => header);
  assertEquals(headers, [0x27, 0x28, 0x25, 0x21, 0x21, 0x21, 0x21, 0x21]);
  assertEquals(stderr.match(/attempting a restart/g)?.length, 2);
});

Deno.test("a silent hang takes SIGTERM, or only SIGKILL", async () => {
  for (const ignoreTerm of [false, true]) {
    const fault: Fault = { kind: "hang", afterFrames: 1, ignoreTerm };
    await using camera = await installStandInCamera({ profile: "vc4", fault });
    await using program = new StartedProgram(camera, args);
    await camera.until(([run]) => run?.fault === "hang");
    const ladder = ["SIGINT", "SIGTERM", ...(ignoreTerm ? ["SIGKILL"] as const : [])] as const;
    for (const [index, signal] of ladder.entries()) {
      await camera.until(([run]) => run?.signals.length === index);
      program.kill(signal);
    }
    assertEquals((await program.end()).signal, ladder.at(-1));
    assertEquals(camera.runs()[0]?.signals, ["SIGINT", "SIGTERM"]);
  }
});

Deno.test("a start can hang without a byte", async () => {
  await using camera = await installStandInCamera({
    profile: "vc4",
    fault: { kind: "start-hangs" },
  });
  await using program = new StartedProgram(camera, args);
  await camera.until((runs) => runs.length === 1);
  program.kill("SIGTERM");
  assertEquals((await program.end()).stdout.length, 0);
});

Deno.test("garbage has no start code and its whole length", async () => {
  const fault: Fault = { kind: "garbage", afterFrames: 0, sizeBytes: 3_000_001 };
  await using camera = await installStandInCamera({ profile: "vc4", fault });
  await using program = new StartedProgram(camera, args);
  await program.read(3_000_001);
  program.kill("SIGINT");
  const { stdout, code } = await program.end();
  assertEquals([stdout.length, code, listNals(stdout).length], [3_000_001, 0, 0]);
});

Deno.test("a flood on stderr is whole, and pictures go on after it", async () => {
  const fault: Fault = { kind: "stderr-flood", afterFrames: 2, lines: 20_000 };
  await using camera = await installStandInCamera({ profile: "vc4", fault });
  await using program = new StartedProgram(camera, [...args, "--frames", "5"]);
  const { stderr, stdout } = await program.end();
  assertEquals(stderr.match(/Dropping unmatched/g)?.length, 20_000);
  assertEquals(listNals(stdout).length, 7);
});

Deno.test("a fault ordered while it runs strikes the run", async () => {
  await using camera = await installStandInCamera({ profile: "vc4" });
  await using program = new StartedProgram(camera, args);
  await program.read();
  camera.setFault({ kind: "exit", afterFrames: 2, code: 7 });
  const { code, stdout } = await program.end();
  assertEquals(code, 7);
  assert(stdout.length > 0);
});
