import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Fault } from "../../../lib/capture/mod.ts";
import { UsageError } from "../../../lib/config/mod.ts";
import { settle } from "../../support/turned_timing.ts";
import { makeRig, type Rig, type RigOptions } from "./appliance_rig.ts";

const crash: Fault = { kind: "crashed", message: "It has crashed", remedy: "wait" };
const badValue: Fault = { kind: "bad-value", message: "No such mode", remedy: "another" };

async function streamingRig(options: RigOptions = {}): Promise<Rig> {
  const rig = await makeRig(options);
  rig.appliance.begin();
  rig.source.last.frame();
  return rig;
}

/** Begins a change. @returns what it comes to, later. */
function begin(rig: Rig, params: Record<string, unknown>): { outcome: unknown } {
  const later: { outcome: unknown } = { outcome: "under way" };
  void rig.call("camera.set", params).then((outcome) => later.outcome = outcome);
  return later;
}

Deno.test("new settings are in force with their first frame, and the stream goes on streaming", async () => {
  await using rig = await streamingRig();
  const change = begin(rig, { width: 640, height: 480 });
  await settle();
  assertEquals(rig.source.last.context.signal.reason, "stop");
  const [made] = rig.made;
  assertEquals([made?.settings.width, made?.settings.height], [640, 480]);
  assertEquals(made?.source.last.context.discontinuity, true);
  assertEquals(change.outcome, "under way");
  made?.source.last.frame();
  await settle();
  assertEquals((change.outcome as { width: number }).width, 640);
  assertEquals((await rig.call("camera.get") as { height: number }).height, 480);
  assertEquals(rig.states(), ["streaming"]);
  assertEquals(rig.appliance.pause.reason, undefined);
});

Deno.test("changes add up", async () => {
  await using rig = await streamingRig();
  for (const [index, params] of [{ width: 640 }, { gain: 2 }, { gain: null }].entries()) {
    begin(rig, params);
    await settle();
    rig.made[index]?.source.last.frame();
    await settle();
  }
  const { width, gain } = await rig.call("camera.get") as Record<string, unknown>;
  assertEquals({ width, gain }, { width: 640, gain: null });
});

Deno.test("without a frame for 10 s the former settings return and the call fails", async () => {
  await using rig = await streamingRig();
  const before = await rig.call("camera.get");
  const change = begin(rig, { width: 640 });
  await settle();
  await rig.timing.turn(9999);
  assertEquals(change.outcome, "under way");
  assertEquals(rig.source.runs.length, 1);
  await rig.timing.turn(1);
  assertMatch(String(change.outcome), /^camera: .*; the former settings are back$/);
  assertEquals(rig.source.runs.length, 2);
  assertEquals(await rig.call("camera.get"), before);
  rig.source.last.frame();
  assertEquals(rig.appliance.status().state, "streaming");
  assertEquals(rig.states(), ["streaming"]);
});

Deno.test("a camera that crashes with new settings is tried again until the 10 s are over", async () => {
  await using rig = await streamingRig();
  const change = begin(rig, { gain: 2 });
  await settle();
  for (let tries = 0; tries < 3; tries++) {
    rig.made[0]?.source.last.end({ kind: "failed", fault: crash });
    await rig.timing.turn(1000);
  }
  assertEquals(change.outcome, "under way");
  assertEquals(rig.states(), ["streaming"]);
  await rig.timing.turn(7000);
  assertEquals(change.outcome, "camera: It has crashed; the former settings are back");
});

Deno.test("settings that the camera program does not take fail at once", async () => {
  await using rig = await streamingRig();
  const change = begin(rig, { sensorMode: "10:10" });
  await settle();
  rig.made[0]?.source.last.end({ kind: "failed", fault: badValue });
  await settle();
  assertEquals(change.outcome, "camera: No such mode; the former settings are back");
  assertEquals(rig.source.runs.length, 2);
});

Deno.test("a long exposure has the time that its first frame takes", async () => {
  await using rig = await streamingRig();
  const change = begin(rig, { shutter: "4s" });
  await settle();
  await rig.timing.turn(25_000);
  assertEquals(change.outcome, "under way");
  rig.made[0]?.source.last.frame();
  await settle();
  assertEquals((change.outcome as { shutter: string }).shutter, "4s");
});

Deno.test("while the stream is stopped settings are taken for its next start", async () => {
  await using rig = await streamingRig();
  await rig.call("stream.stop");
  const result = await rig.call("camera.set", { gain: 2 }) as { gain: number };
  assertEquals(result.gain, 2);
  assertEquals(rig.made[0]?.source.runs.length, 0);
  await rig.call("stream.start");
  assertEquals([rig.source.runs.length, rig.made[0]?.source.runs.length], [1, 1]);
});

Deno.test("settings can mend a camera that is faulted", async () => {
  await using rig = await streamingRig();
  rig.source.last.end({ kind: "failed", fault: badValue });
  await settle();
  begin(rig, { gain: 2 });
  await settle();
  rig.made[0]?.source.last.frame();
  await settle();
  assertEquals(rig.states(), ["streaming", "faulted", "streaming"]);
  assertEquals(rig.appliance.status().reason, "scripted delivers pictures");
});

Deno.test("settings that do not mend it leave it faulted", async () => {
  await using rig = await streamingRig();
  rig.source.last.end({ kind: "failed", fault: crash });
  await settle();
  const change = begin(rig, { gain: 2 });
  await rig.timing.turn(10_000);
  assertMatch(String(change.outcome), /^camera: /);
  assertEquals(rig.states(), ["streaming", "faulted"]);
});

Deno.test("of two who set the camera at once, the second is told to wait and changes nothing", async () => {
  await using rig = await streamingRig();
  const [first, second] = [begin(rig, { gain: 2 }), begin(rig, { gain: 3, width: 640 })];
  await settle();
  assertEquals(
    second.outcome,
    "invalid-state: The state is streaming: camera.set is under way",
  );
  rig.made[0]?.source.last.frame();
  await settle();
  const { gain, width } = first.outcome as { gain: number; width: number };
  assertEquals({ gain, width }, { gain: 2, width: 1280 });
});

Deno.test("a shutdown while settings are tried ends the call and starts nothing again", async () => {
  await using rig = await streamingRig();
  const change = begin(rig, { gain: 2 });
  await settle();
  rig.appliance.shutDown("SIGTERM");
  await rig.supervisor.stop();
  await settle();
  assertMatch(String(change.outcome), /^invalid-state: .*shutting down$/);
  await rig.timing.turn(60_000);
  assertEquals(rig.supervisor.status().state, "idle");
  assertEquals(rig.states(), ["streaming", "shutting-down"]);
});

Deno.test("a shutdown while the camera stops for new settings starts nothing either", async () => {
  await using rig = await streamingRig();
  rig.source.stoppedEnd = undefined;
  const change = begin(rig, { gain: 2 });
  await settle();
  rig.appliance.shutDown("SIGTERM");
  rig.source.last.end({ kind: "stopped" });
  await settle();
  assertMatch(String(change.outcome), /^invalid-state: .*shutting down$/);
  assertEquals(rig.made[0]?.source.runs.length, 0);
});

Deno.test("what the source cannot do is told with the names that requests have", async () => {
  await using rig = await streamingRig({
    makeSource: () => {
      throw new UsageError("--source pattern: --bitrate is too low: raise it, or lower --width");
    },
  });
  assertEquals(
    await rig.call("camera.set", { bitrate: "25k" }),
    "invalid-params: --source pattern: bitrate is too low: raise it, or lower width",
  );
  assertEquals(rig.source.runs.length, 1);
});

Deno.test("pictures from standard input are set up where they come from", async () => {
  await using rig = await streamingRig({ args: ["--source", "stdin"] });
  assertMatch(String(await rig.call("camera.set", { framerate: 10 })), /^invalid-state: .*input/);
});

Deno.test("words for the camera program may change the picture", async () => {
  await using rig = await streamingRig();
  begin(rig, { cameraArgs: "--contrast 1.2 --brightness=-0.1 --metering spot --awbgains 1.5,2.0" });
  await settle();
  assertEquals(rig.made[0]?.settings.cameraArgs.length, 7);
  rig.made[0]?.source.last.frame();
  await settle();
  // What the command line gave stays, also what a client could not give.
  assert(!String(await rig.call("camera.get")).startsWith("invalid"));
});

Deno.test("settings that are in force already leave the camera alone", async () => {
  await using rig = await streamingRig();
  const before = await rig.call("camera.get");
  for (const params of [{}, { width: "1280" }, before as Record<string, unknown>]) {
    assertEquals(await rig.call("camera.set", params), before);
  }
  assertEquals([rig.made.length, rig.runs.length], [0, 1]);
});
