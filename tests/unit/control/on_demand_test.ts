import { assertEquals, assertMatch } from "@std/assert";
import type { Fault } from "../../../lib/capture/mod.ts";
import { brokenLinkHoldMs } from "../../../lib/control/mod.ts";
import { Demand } from "../../../lib/control/demand.ts";
import type { Timing } from "../../../lib/observe/mod.ts";
import { settle, TurnedTiming } from "../../support/turned_timing.ts";
import { makeRig, type Rig } from "./appliance_rig.ts";

const crash: Fault = { kind: "crashed", message: "It has crashed", remedy: "wait" };

async function demandRig(): Promise<Rig> {
  const rig = await makeRig({ onDemandMs: 5000 });
  rig.appliance.begin();
  return rig;
}

/** Whether the camera runs. */
function isOn({ supervisor }: Rig): boolean {
  return supervisor.status().state !== "idle";
}

Deno.test("nobody watches: the camera stays off, and the appliance is idle", async () => {
  await using rig = await demandRig();
  await rig.timing.turn(3_600_000);
  assertEquals(rig.source.runs.length, 0);
  assertEquals(rig.appliance.status(), { state: "idle", reason: "nobody is watching" });
  assertEquals(rig.appliance.pause.reason, undefined);
});

Deno.test("the first client starts the camera, the last one's end stops it 5 s later", async () => {
  await using rig = await demandRig();
  const first = rig.appliance.acquire();
  assertEquals(isOn(rig), true);
  rig.source.last.frame();
  const second = rig.appliance.acquire();
  first.release();
  first.release();
  await rig.timing.turn(60_000);
  assertEquals(isOn(rig), true);
  second.release();
  await rig.timing.turn(4999);
  assertEquals(isOn(rig), true);
  await rig.timing.turn(1);
  assertEquals(isOn(rig), false);
  assertEquals(rig.appliance.status(), { state: "idle", reason: "nobody is watching" });
});

Deno.test("the states of a camera on demand", async () => {
  await using rig = await demandRig();
  const hold = rig.appliance.acquire();
  rig.source.last.frame();
  hold.release();
  await rig.timing.turn(5000);
  assertEquals(rig.states(), ["idle", "streaming", "stopping", "idle"]);
});

Deno.test("a client that comes within the 5 s keeps the camera on", async () => {
  await using rig = await demandRig();
  rig.appliance.acquire().release();
  await rig.timing.turn(4000);
  const hold = rig.appliance.acquire();
  await rig.timing.turn(4000);
  assertEquals([isOn(rig), rig.source.runs.length], [true, 1]);
  hold.release();
});

Deno.test("a client that comes while the camera stops has it started again", async () => {
  await using rig = await demandRig();
  const hold = rig.appliance.acquire();
  rig.source.last.frame();
  rig.source.stoppedEnd = undefined;
  hold.release();
  await rig.timing.turn(5000);
  assertEquals(rig.appliance.status().state, "stopping");
  rig.appliance.acquire();
  assertEquals(rig.source.runs.length, 1);
  rig.source.last.end({ kind: "stopped" });
  await settle();
  assertEquals(rig.source.runs.length, 2);
  rig.source.stoppedEnd = { kind: "stopped" };
});

Deno.test("a broken link holds the camera for 10 minutes", async () => {
  await using rig = await demandRig();
  const hold = rig.appliance.acquire();
  rig.source.last.frame();
  hold.release({ holdMs: brokenLinkHoldMs });
  rig.appliance.acquire().release();
  await rig.timing.turn(brokenLinkHoldMs - 1);
  assertEquals(isOn(rig), true);
  await rig.timing.turn(1);
  assertEquals(isOn(rig), false);
});

Deno.test("a stopped stream stays stopped, whoever comes, until stream.start", async () => {
  await using rig = await demandRig();
  const hold = rig.appliance.acquire();
  rig.source.last.frame();
  await rig.call("stream.stop");
  assertEquals(rig.appliance.pause.reason, "stopped");
  rig.appliance.acquire();
  hold.release();
  await rig.timing.turn(60_000);
  assertEquals(rig.source.runs.length, 1);
  assertMatch(rig.appliance.status().reason, /^stream\.stop from 10\.0\.0\.2:4000$/);
  await rig.call("stream.start");
  assertEquals(rig.source.runs.length, 2);
  assertEquals(rig.appliance.pause.reason, undefined);
});

Deno.test("stream.stop also keeps an idle camera from starting", async () => {
  await using rig = await demandRig();
  await rig.call("stream.stop");
  rig.appliance.acquire();
  await settle();
  assertEquals(rig.source.runs.length, 0);
  assertEquals(rig.appliance.pause.reason, "stopped");
});

Deno.test("stream.start counts like a client that came and went", async () => {
  await using rig = await demandRig();
  await rig.call("stream.start");
  rig.source.last.frame();
  await rig.timing.turn(4999);
  assertEquals(isOn(rig), true);
  await rig.timing.turn(1);
  assertEquals(isOn(rig), false);
});

Deno.test("the last client's end while settings are tried stops the camera afterwards", async () => {
  await using rig = await demandRig();
  const hold = rig.appliance.acquire();
  rig.source.last.frame();
  const change = rig.call("camera.set", { gain: 2 });
  await settle();
  hold.release();
  await rig.timing.turn(6000);
  assertEquals(isOn(rig), true);
  rig.made[0]?.source.last.frame();
  await change;
  await settle();
  assertEquals(isOn(rig), false);
});

Deno.test("a faulted camera that nobody wants is not tried, and not well either", async () => {
  await using rig = await demandRig();
  const hold = rig.appliance.acquire();
  rig.source.last.end({ kind: "failed", fault: crash });
  await settle();
  hold.release();
  await rig.timing.turn(5000);
  assertEquals(isOn(rig), false);
  assertEquals(rig.appliance.status(), { state: "faulted", reason: "It has crashed: wait" });
  rig.appliance.acquire();
  rig.source.last.frame();
  assertEquals(rig.states(), ["idle", "faulted", "streaming"]);
});

Deno.test("without --on-demand the camera runs, whoever watches", async () => {
  await using rig = await makeRig();
  rig.appliance.begin();
  rig.source.last.frame();
  rig.appliance.acquire().release({ holdMs: 1 });
  assertEquals(rig.timing.waiting, 1); // the camera's watchdog
  assertEquals(isOn(rig), true);
});

Deno.test("a source that has no more is not started again by a client", async () => {
  await using rig = await makeRig();
  rig.appliance.begin();
  rig.source.last.frame();
  rig.source.last.end({ kind: "finished" });
  await settle();
  assertEquals(rig.states(), ["streaming", "stopping", "idle"]);
  assertEquals(rig.appliance.pause.reason, "stopped");
  rig.appliance.acquire();
  assertEquals(rig.source.runs.length, 1);
  assertEquals(rig.appliance.status().reason, "scripted has no more pictures");
});

Deno.test("a client that leaves during the shutdown leaves no timer behind", async () => {
  await using rig = await demandRig();
  const hold = rig.appliance.acquire();
  rig.source.last.frame();
  rig.appliance.shutDown("SIGTERM");
  await rig.supervisor.stop();
  hold.release({ holdMs: brokenLinkHoldMs });
  assertEquals(rig.timing.waiting, 0);
});

Deno.test("a timer that fires a little early ends the demand all the same", async () => {
  const turned = new TurnedTiming();
  // As the system's timers do, measured with a clock that is finer than they are.
  const early: Timing = {
    nowMs: () => turned.nowMs(),
    random: () => 0,
    after: (delayMs, callBack) => turned.after(delayMs - 0.4, callBack),
  };
  const wanted: boolean[] = [];
  const demand: Demand = new Demand({
    timing: early,
    lingerMs: 5000,
    onChange: () => wanted.push(demand.isWanted),
  });
  demand.acquire().release();
  await turned.turn(60_000);
  assertEquals(wanted, [true, false]);
});
