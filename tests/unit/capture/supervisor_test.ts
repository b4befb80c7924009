import { assert, assertEquals, assertThrows } from "@std/assert";
import { FrameFlag } from "../../../lib/frame/mod.ts";
import { type CaptureStatus, type Fault, Supervisor } from "../../../lib/capture/mod.ts";
import { CollectedLog } from "./collected_log.ts";
import { FrameCollector } from "./frame_collector.ts";
import { ScriptedSource } from "./scripted_source.ts";
import { settle, TurnedTiming } from "../../support/turned_timing.ts";

const crash: Fault = { kind: "crashed", message: "It has crashed", remedy: "wait" };
const busy: Fault = { kind: "busy", message: "It is in use", remedy: "wait" };

function setUp(options: { discontinuity?: boolean } = {}) {
  const timing = new TurnedTiming();
  const source = new ScriptedSource();
  const sink = new FrameCollector();
  const log = new CollectedLog();
  let resyncs = 0;
  const supervisor = new Supervisor({
    source,
    sink,
    timing,
    log: log.logger,
    nowUs: () => timing.nowMs() * 1000,
    resyncClock: () => resyncs++,
    ...options,
  });
  const states: string[] = [];
  supervisor.onChange(({ state }) => {
    if (state !== states.at(-1)) states.push(state);
  });
  return { timing, source, sink, log, supervisor, states, resyncs: () => resyncs };
}

Deno.test("a run starts, streams and stops, and the states say so", async () => {
  const { source, supervisor, states, sink } = setUp();
  assertEquals(supervisor.status().state, "idle");
  supervisor.start();
  supervisor.start();
  assertEquals(source.runs.length, 1);
  source.last.frame();
  source.last.frame(0);
  assertEquals(sink.frames.length, 2);
  await supervisor.stop();
  assertEquals(states, ["starting", "streaming", "stopping", "idle"]);
  assertEquals(supervisor.status(), {
    state: "idle",
    source: "scripted",
    runs: 1,
    restarts: 0,
    frames: 2,
    bytes: 200,
    wrongEnds: 0,
    startedAtUs: 0,
    lastFrameAtUs: 0,
  });
});

Deno.test("stopped and started again: a run more, not a restart, with a discontinuity", async () => {
  const { source, supervisor } = setUp();
  supervisor.start();
  assertEquals(source.last.context.discontinuity, false);
  source.last.frame();
  await supervisor.stop();
  supervisor.start();
  assertEquals(source.last.context.discontinuity, true);
  assertEquals(supervisor.status().runs, 2);
  assertEquals(supervisor.status().restarts, 0);
  await supervisor[Symbol.asyncDispose]();
});

Deno.test("a run before which there was no frame begins without a discontinuity, unless asked for", async () => {
  for (const discontinuity of [false, true]) {
    const { source, supervisor, timing } = setUp({ discontinuity });
    supervisor.start();
    source.last.end({ kind: "failed", fault: crash });
    await timing.turn(250);
    assertEquals(source.runs.length, 2);
    assertEquals(source.last.context.discontinuity, discontinuity);
    await supervisor.stop();
  }
});

Deno.test("a run that fails is followed by another after waits that double up to 10 s", async () => {
  const { source, supervisor, timing, log } = setUp();
  supervisor.start();
  for (const waitMs of [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]) {
    source.last.end({ kind: "failed", fault: crash });
    await settle();
    const { state, nextRunAtUs } = supervisor.status();
    assertEquals({ state, nextRunAtUs }, {
      state: "waiting",
      nextRunAtUs: (timing.nowMs() + waitMs) * 1000,
    });
    const runs = source.runs.length;
    await timing.turn(waitMs - 1);
    assertEquals(source.runs.length, runs);
    await timing.turn(1);
    assertEquals(source.runs.length, runs + 1);
  }
  assertEquals(supervisor.status().fault?.count, 8);
  assertEquals(supervisor.status().restarts, 8);
  assertEquals(log.of("warn"), ["It has crashed: wait"]);
  await supervisor.stop();
});

Deno.test("the waits start over after a run that streamed for 10 s, not after a shorter one", async () => {
  const { source, supervisor, timing } = setUp();
  supervisor.start();
  const nextWaitMs = async (streamMs: number): Promise<number> => {
    for (let ms = 0; ms <= streamMs; ms += 1000) {
      source.last.frame();
      await timing.turn(ms < streamMs ? 1000 : 0);
    }
    source.last.end({ kind: "failed", fault: crash });
    await settle();
    const waitMs = (supervisor.status().nextRunAtUs ?? 0) / 1000 - timing.nowMs();
    await timing.turn(waitMs);
    return waitMs;
  };
  assertEquals(await nextWaitMs(0), 250);
  assertEquals(await nextWaitMs(9000), 500);
  assertEquals(await nextWaitMs(1000), 1000);
  assertEquals(await nextWaitMs(10_000), 250);
  await supervisor.stop();
});

Deno.test("frames end a fault, and the log tells both once", async () => {
  const { source, supervisor, timing, log } = setUp();
  const faults: (string | undefined)[] = [];
  supervisor.onChange(({ fault }: CaptureStatus) => faults.push(fault?.kind));
  supervisor.start();
  source.last.frame();
  source.last.end({ kind: "failed", fault: crash });
  await timing.turn(250);
  assertEquals(supervisor.status().fault, { ...crash, sinceUs: 0, count: 1 });
  source.last.frame();
  assertEquals(supervisor.status().fault, undefined);
  assertEquals(log.of("info"), [
    "scripted delivers pictures",
    "scripted delivers pictures again after 0.3 s",
  ]);
  assertEquals(faults.at(-1), undefined);
  await supervisor.stop();
});

Deno.test("a fault that a run tells while it lasts is over with its next frame", async () => {
  const { source, supervisor } = setUp();
  supervisor.start();
  source.last.frame();
  const cable: Fault = { kind: "cable", message: "It sends nothing", remedy: "push" };
  for (let times = 0; times < 5; times++) source.last.context.onFault(cable);
  const told: (string | undefined)[] = [];
  supervisor.onChange(({ fault }) => told.push(fault?.kind));
  assertEquals(supervisor.status().fault?.count, 1);
  assertEquals(supervisor.status().state, "streaming");
  source.last.frame(0);
  assertEquals(supervisor.status().fault, undefined);
  assertEquals(told, [undefined]);
  await supervisor.stop();
});

Deno.test("a run that stalls is ended, and what it told of itself is the fault", async () => {
  const { source, supervisor, timing, states } = setUp();
  supervisor.start();
  source.last.frame();
  source.last.context.onFault({ kind: "cable", message: "No pictures", remedy: "push" });
  await timing.turn(2500);
  assertEquals(source.runs[0]?.context.signal.reason, "stall");
  assertEquals(supervisor.status().fault?.kind, "cable");
  assertEquals(states, ["starting", "streaming", "stopping", "waiting"]);
  await timing.turn(250);
  assertEquals(source.runs.length, 2);
  await supervisor.stop();
});

Deno.test("a stall without a word is told in seconds, and one of an earlier run does not count", async () => {
  const { source, supervisor, timing, log } = setUp();
  supervisor.start();
  source.last.end({ kind: "failed", fault: busy });
  await timing.turn(250);
  await timing.turn(10_000);
  assertEquals(supervisor.status().fault?.kind, "silent");
  await timing.turn(500);
  source.last.context.onBytes(9);
  await timing.turn(10_000);
  assertEquals(supervisor.status().fault?.kind, "not-h264");
  assertEquals(log.of("warn").map((line) => line.split(":")[0]), [
    "It is in use",
    "scripted has sent nothing since its start 10 s ago",
    "scripted sends bytes, but no H.264 picture for 10 s",
  ]);
  await supervisor.stop();
});

Deno.test("after a kill a busy camera is tried quietly for 5 s, then told", async () => {
  const { source, supervisor, timing, log } = setUp();
  source.stoppedEnd = { kind: "stopped", killed: true };
  supervisor.start();
  source.last.frame();
  await timing.turn(2500 + 250);
  const warnings = log.of("warn").length;
  for (let tries = 0; tries < 9; tries++) {
    source.last.end({ kind: "failed", fault: busy });
    await timing.turn(500);
    assertEquals(source.runs.length, 3 + tries);
  }
  assertEquals(log.of("warn").length, warnings);
  assertEquals(supervisor.status().fault?.kind, "silent");
  await timing.turn(250);
  source.last.end({ kind: "failed", fault: busy });
  await settle();
  assertEquals(supervisor.status().fault?.kind, "busy");
  assertEquals(log.of("warn").length, warnings + 1);
  await supervisor.stop();
});

Deno.test("a run that learnt something is followed at once, but not for ever", async () => {
  const { source, supervisor, timing } = setUp();
  supervisor.start();
  for (let run = 1; run <= 3; run++) {
    source.last.end({ kind: "again", why: "learnt" });
    await settle();
    assertEquals(source.runs.length, run + 1);
  }
  source.last.end({ kind: "again", why: "learnt" });
  await settle();
  assertEquals(source.runs.length, 4);
  await timing.turn(250);
  assertEquals(source.runs.length, 5);
  assertEquals(supervisor.status().restarts, 1);
  await supervisor.stop();
});

Deno.test("a source that has no more ends for good and can be started again", async () => {
  const { source, supervisor } = setUp();
  supervisor.start();
  source.last.frame();
  source.last.end({ kind: "finished" });
  await supervisor.ended;
  assertEquals(supervisor.status().state, "ended");
  await settle();
  supervisor.start();
  assertEquals(source.runs.length, 2);
  await supervisor.stop();
});

Deno.test("stop during a wait and before the end of a stubborn run", async () => {
  const { source, supervisor, timing } = setUp();
  supervisor.start();
  source.last.end({ kind: "failed", fault: crash });
  await settle();
  await supervisor.stop();
  assertEquals(supervisor.status().state, "idle");
  assertEquals(timing.waiting, 0);

  source.stoppedEnd = undefined;
  supervisor.start();
  let stopped = false;
  const stopping = supervisor.stop().then(() => stopped = true);
  await settle();
  assert(!stopped);
  assertEquals(supervisor.status().state, "stopping");
  source.last.end({ kind: "stopped" });
  await stopping;
});

Deno.test("a source that throws is a fault, not the end", async () => {
  const { source, supervisor, timing, log } = setUp();
  source.run = () => Promise.reject(new RangeError("a mistake of ours"));
  supervisor.start();
  await settle();
  assertEquals(supervisor.status().fault?.kind, "camera");
  assert(log.of("warn")[0]?.includes("a mistake of ours"));
  assertEquals(timing.waiting, 1);
  await supervisor.stop();
});

Deno.test("an open frame does not survive its run, and the clock is set anew before each", async () => {
  const { source, supervisor, timing, sink, resyncs } = setUp();
  supervisor.start();
  source.last.context.sink.append(new Uint8Array(10));
  source.last.end({ kind: "failed", fault: crash });
  await timing.turn(250);
  assertEquals(sink.abandoned, 1);
  assertEquals(resyncs(), 2);
  await supervisor.stop();
});

Deno.test("wrong ends are counted by the flag of what follows", async () => {
  const { source, supervisor } = setUp();
  supervisor.start();
  source.last.frame();
  source.last.frame(FrameFlag.continuation);
  assertEquals(supervisor.status().wrongEnds, 1);
  await supervisor.stop();
});

Deno.test("a process number is told only while there is a process", async () => {
  const { source, supervisor } = setUp();
  supervisor.start();
  source.last.context.onProgram({ program: "/usr/bin/rpicam-vid", version: "1.12.0", pid: 7 });
  assertEquals(supervisor.status().pid, 7);
  await supervisor.stop();
  assertEquals(supervisor.status().pid, undefined);
  assertEquals(supervisor.status().version, "1.12.0");
});

Deno.test("another source takes the place of one that is stopped, and its frames say so", async () => {
  const { source, supervisor, sink } = setUp();
  const other = new ScriptedSource();
  supervisor.start();
  source.last.frame();
  assertThrows(() => supervisor.use(other), TypeError, "Stop the supervisor");
  await supervisor.stop();
  supervisor.use(other);
  supervisor.start();
  assertEquals([source.runs.length, other.runs.length], [1, 1]);
  assertEquals(other.last.context.discontinuity, true);
  other.last.frame();
  assertEquals(sink.frames.length, 2);
  assertEquals(supervisor.status().runs, 2);
  await supervisor.stop();
});
