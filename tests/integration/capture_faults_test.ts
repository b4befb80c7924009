import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { FaultKind } from "../../lib/capture/mod.ts";
import { FrameFlag } from "../../lib/frame/mod.ts";
import type { Fault } from "../support/camera/mod.ts";
import { CaptureRig, isAlive } from "./capture_rig.ts";

const none: Fault = { kind: "none" };

/** The next run delivers, its first frame says that there was a break, and the fault is over. */
async function recovers(rig: CaptureRig): Promise<void> {
  rig.camera.setFault(none);
  const before = rig.sink.frames.length;
  await rig.timing.turn(10_000);
  await rig.until(({ state, fault }) => state === "streaming" && fault === undefined);
  const flags = rig.sink.frames[before]?.flags ?? 0;
  assert(flags & FrameFlag.key);
  assertEquals((flags & FrameFlag.discontinuity) !== 0, before > 0);
}

const refusals: { fault: Fault; kind: FaultKind; remedy: string }[] = [
  { fault: { kind: "no-camera" }, kind: "no-camera", remedy: "ribbon cable" },
  { fault: { kind: "busy" }, kind: "busy", remedy: "tries again by itself" },
  { fault: { kind: "no-memory" }, kind: "memory", remedy: "cma=" },
  { fault: { kind: "encoder-refuses" }, kind: "encoder-limit", remedy: "1920x1080" },
];

for (const { fault, kind, remedy } of refusals) {
  Deno.test(`${fault.kind} is told with its remedy, tried again, and over when it is over`, async () => {
    await using rig = await CaptureRig.start({ profile: "vc4", fault });
    const first = await rig.fails(kind);
    assertStringIncludes(first.fault?.remedy ?? "", remedy);
    for (let failure = 2; failure <= 3; failure++) {
      await rig.timing.turn(2000);
      await rig.until(({ state, fault }) => state === "waiting" && fault?.count === failure);
    }
    assertEquals(rig.log.of("warn").length, 1);
    await recovers(rig);
    assertStringIncludes(rig.log.of("info").at(-1) ?? "", "delivers pictures again");
  });
}

const breaks: { name: string; fault: Fault; kind: FaultKind; message: string }[] = [
  {
    name: "a crash in the middle of a NAL unit",
    fault: { kind: "crash", afterFrames: 10 },
    kind: "crashed",
    message: "rpicam-vid has crashed (SIGSEGV)",
  },
  {
    name: "a kill by somebody else",
    fault: { kind: "crash", afterFrames: 10, signal: "SIGKILL" },
    kind: "crashed",
    message: "rpicam-vid was killed",
  },
  {
    name: "an exception in a thread of it",
    fault: { kind: "abort", afterFrames: 10, what: "std::bad_alloc" },
    kind: "crashed",
    message: "The camera program broke: std::bad_alloc",
  },
  {
    name: "an end by itself",
    fault: { kind: "exit", afterFrames: 10, code: 0 },
    kind: "ended",
    message: "rpicam-vid has ended by itself",
  },
  {
    name: "an error that nobody knows",
    fault: { kind: "exit", afterFrames: 10, code: 7, line: "the moon is full" },
    kind: "crashed",
    message: "rpicam-vid has failed with exit code 7",
  },
];

for (const { name, fault, kind, message } of breaks) {
  Deno.test(`after ${name} the camera is started again at once`, async () => {
    await using rig = await CaptureRig.start({ profile: "vc4", fault });
    const status = await rig.fails(kind);
    assertEquals(status.fault?.message, message);
    // Half a picture looks like a whole one until its program is known to be dead.
    assertEquals(rig.pictures().length, fault.kind === "crash" ? 11 : 10);
    assertEquals(status.restarts, 1);
    if (fault.kind === "exit" && fault.line) assert(status.fault?.lastLines?.includes(fault.line));
    await recovers(rig);
  });
}

Deno.test("a sensor that stops answering: told at once, INT is ignored, TERM ends it", async () => {
  const fault: Fault = { kind: "sensor-stalls", afterFrames: 10, everyMs: 20 };
  await using rig = await CaptureRig.start({ profile: "vc4", fault });
  const { state, pid } = await rig.until(({ fault }) => fault?.kind === "cable");
  assertEquals(state, "streaming");
  await rig.timing.turn(2500);
  await rig.untilRun(({ signals }) => signals.includes("SIGINT"));
  assertEquals(rig.supervisor.status().state, "stopping");
  assertEquals(rig.supervisor.status().fault?.kind, "cable");
  await rig.timing.turn(500);
  const { fault: told } = await rig.fails("cable");
  assertEquals(told?.count, 1);
  assert(!isAlive(pid ?? 0));
  await recovers(rig);
});

Deno.test("a sensor that comes back by itself is left alone", async () => {
  const fault: Fault = { kind: "sensor-stalls", afterFrames: 10, everyMs: 20, warnings: 3 };
  await using rig = await CaptureRig.start({ profile: "vc4", fault });
  await rig.until(({ fault }) => fault?.kind === "cable");
  await rig.until(({ fault, state }) => fault === undefined && state === "streaming");
  await rig.delivers(30);
  assertEquals(rig.supervisor.status().runs, 1);
});

Deno.test("a program that hangs and ignores TERM is killed; the busy camera after it is no news", async () => {
  const fault: Fault = { kind: "hang", afterFrames: 10, ignoreTerm: true };
  await using rig = await CaptureRig.start({ profile: "vc4", fault, busyStartsAfterKill: 3 });
  await rig.untilRun((run) => run.fault === "hang");
  const { pid = 0 } = rig.supervisor.status();
  rig.camera.setFault(none);
  await rig.timing.turn(2500);
  await rig.untilRun(({ signals }) => signals.includes("SIGINT"));
  await rig.timing.turn(500);
  await rig.untilRun(({ signals }) => signals.includes("SIGTERM"));
  await rig.timing.turn(1000);
  const { fault: silent } = await rig.fails("silent");
  assertEquals(silent?.message, "rpicam has sent nothing for 3 s");
  assert(!isAlive(pid));
  for (let busy = 0; busy < 3; busy++) {
    const { runs } = rig.supervisor.status();
    await rig.timing.turn(500);
    await rig.until((status) => status.state === "waiting" && status.runs > runs);
    assertEquals(rig.supervisor.status().fault?.kind, "silent");
  }
  assertEquals(rig.log.of("warn").length, 1);
  await rig.timing.turn(500);
  await rig.until(({ state, fault }) => state === "streaming" && fault === undefined);
});

Deno.test("a start that gets nowhere is given its time, then ended", async () => {
  await using rig = await CaptureRig.start({ profile: "pisp", fault: { kind: "start-hangs" } });
  await rig.until(({ pid }) => pid !== undefined);
  await rig.timing.turn(10_083);
  assertEquals(rig.supervisor.status().state, "starting");
  await rig.timing.turn(1);
  const { fault } = await rig.fails("silent");
  assertStringIncludes(fault?.message ?? "", "has sent nothing since its start 10 s ago");
  await recovers(rig);
});

Deno.test("garbage is told, ends the run after its time, and pictures come again", async () => {
  const fault: Fault = { kind: "garbage", afterFrames: 10, sizeBytes: 8_000_000 };
  await using rig = await CaptureRig.start({ profile: "vc4", fault });
  await rig.until(({ bytes }) => bytes > 8_000_000);
  // Until it is too much for a picture it may be the rest of the last one, and says so.
  assertEquals(rig.pictures().length, 10);
  await rig.timing.turn(2500);
  await rig.until(({ state }) => state === "waiting");
  await recovers(rig);
});

Deno.test("a flood on stderr holds nothing up", async () => {
  const fault: Fault = { kind: "stderr-flood", afterFrames: 10, lines: 20_000 };
  await using rig = await CaptureRig.start({ profile: "vc4", fault });
  await rig.delivers(40);
  assertEquals(rig.supervisor.status().runs, 1);
  assert(rig.log.lines.length < 400, `${rig.log.lines.length} lines were logged`);
});

Deno.test("a stop before the first picture, and one during a stall, leave no program behind", async () => {
  for (const fault of [{ kind: "start-hangs" }, { kind: "hang", afterFrames: 5 }] as const) {
    await using rig = await CaptureRig.start({ profile: "vc4", fault });
    const { pid = 0 } = await rig.until(({ pid, frames }) =>
      pid !== undefined && (fault.kind === "start-hangs" || frames === 5)
    );
    if (fault.kind === "hang") await rig.untilRun((run) => run.fault === "hang");
    const stopped = rig.supervisor.stop();
    await rig.timing.turn(3000);
    await rig.timing.turn(1000);
    await stopped;
    assert(!isAlive(pid));
    assertEquals(rig.supervisor.status().state, "idle");
  }
});

Deno.test("another program's camera is busy until that program ends", async () => {
  await using rig = await CaptureRig.start({ profile: "vc4" });
  await rig.delivers(1);
  const { program = "", arguments: args = [] } = rig.supervisor.status();
  const other = await new Deno.Command(program, { args: [...args], stdout: "null", stderr: "null" })
    .output();
  assertEquals(other.code, 255);
  await rig.sink.more(10);
  assertEquals(rig.supervisor.status().runs, 1);
});
