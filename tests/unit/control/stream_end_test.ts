import { assertEquals } from "@std/assert";
import type { Fault } from "../../../lib/capture/mod.ts";
import { settle } from "../../support/turned_timing.ts";
import { makeRig } from "./appliance_rig.ts";

const crash: Fault = { kind: "crashed", message: "It has crashed", remedy: "wait" };

/** An appliance that streams, and the reasons for which it paused, in order. */
async function pausingRig() {
  const rig = await makeRig();
  const reasons: (string | undefined)[] = [];
  rig.appliance.pause.subscribe(() => reasons.push(rig.appliance.pause.reason));
  rig.appliance.begin();
  rig.source.last.frame();
  return { rig, reasons };
}

Deno.test("stream.stop tells viewers when the last frame is there, and not before", async () => {
  const { rig, reasons } = await pausingRig();
  await using _ = rig;
  rig.source.stoppedEnd = undefined;
  const stopping = rig.call("stream.stop");
  await settle();
  rig.source.last.frame(0);
  assertEquals([rig.appliance.pause.reason, rig.sink.frames.length], [undefined, 2]);
  rig.source.last.end({ kind: "stopped" });
  assertEquals(await stopping, {
    state: "idle",
    reason: "stream.stop from 10.0.0.2:4000",
  });
  assertEquals(reasons, ["stopped"]);
  rig.source.stoppedEnd = { kind: "stopped" };
  await rig.call("stream.start");
  rig.source.last.frame();
  assertEquals(reasons, ["stopped", undefined]);
});

Deno.test("a camera that is back within 5 s has not ended", async () => {
  const { rig, reasons } = await pausingRig();
  await using _ = rig;
  rig.source.last.end({ kind: "failed", fault: crash });
  await rig.timing.turn(250);
  rig.source.last.frame();
  await rig.timing.turn(60_000);
  assertEquals([reasons, rig.states()], [[], ["streaming", "faulted", "streaming"]]);
});

Deno.test("a camera that is faulted for 5 s has ended, once, until frames come", async () => {
  const { rig, reasons } = await pausingRig();
  await using _ = rig;
  for (let tries = 0; tries < 6; tries++) {
    rig.source.last.end({ kind: "failed", fault: crash });
    await rig.timing.turn(10_000);
  }
  assertEquals(reasons, ["camera"]);
  rig.source.last.frame();
  assertEquals(reasons, ["camera", undefined]);
  assertEquals(rig.states().at(-1), "streaming");
});

Deno.test("who stopped listening is not told", async () => {
  const { rig, reasons } = await pausingRig();
  await using _ = rig;
  let told = 0;
  rig.appliance.pause.subscribe(() => told++)();
  await rig.call("stream.stop");
  assertEquals([told, reasons], [0, ["stopped"]]);
});
