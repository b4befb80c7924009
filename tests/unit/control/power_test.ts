import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ProgramResult, RunProgram } from "../../../lib/observe/mod.ts";
import { Power } from "../../../lib/control/power.ts";
import { TurnedTiming } from "../../support/turned_timing.ts";
import { CollectedLog } from "../capture/collected_log.ts";
import { makeRig, type Rig } from "./appliance_rig.ts";

const startUs = 1e15;

/** Records what is run; `systemctl` succeeds unless the test says otherwise. */
function recorder(answer?: ProgramResult | "absent") {
  const calls: string[] = [];
  const run: RunProgram = (command, args) => {
    calls.push([command, ...args].join(" "));
    if (answer === "absent") return Promise.resolve(undefined);
    return Promise.resolve(answer ?? { code: 0, stdout: "", stderr: "" });
  };
  return { calls, run };
}

function scheduledEvents({ events }: Rig): unknown[] {
  return events.since(0).events.filter(({ event }) => event === "scheduled").map(({ data }) =>
    data
  );
}

async function streamingRig(run: RunProgram): Promise<Rig> {
  const rig = await makeRig({ run });
  rig.appliance.begin();
  rig.source.last.frame();
  return rig;
}

Deno.test("a shutdown is announced, and due at its time; the machine is turned off last", async () => {
  for (const [action, verb] of [["shutdown", "poweroff"], ["reboot", "reboot"]] as const) {
    const { calls, run } = recorder();
    await using rig = await makeRig({ run });
    const scheduled = { action, atUs: startUs + 60e6 };
    assertEquals(await rig.call(`system.${action}`, { afterSeconds: 60 }), { scheduled });
    assertEquals(rig.appliance.status().scheduled, scheduled);
    assertEquals(scheduledEvents(rig), [scheduled]);
    assertEquals(rig.appliance.present().map(({ event }) => event), ["state", "scheduled"]);
    await rig.timing.turn(59_999);
    assertEquals(rig.shutdowns, []);
    await rig.timing.turn(1);
    assertEquals(rig.shutdowns, [`system.${action} is due`]);
    assertEquals(rig.appliance.status(), {
      state: "shutting-down",
      reason: `system.${action} is due`,
    });
    assertEquals(calls, ["systemctl --version"]);
    assertEquals(await rig.appliance.carryOut(), true);
    assertEquals(calls, ["systemctl --version", `systemctl ${verb}`]);
  }
});

Deno.test("without a time there are 10 s to cancel it; 0 is at once", async () => {
  const { run } = recorder();
  await using rig = await makeRig({ run });
  await rig.call("system.shutdown");
  assertEquals(rig.appliance.status().scheduled?.atUs, startUs + 10e6);
  await rig.call("system.cancel");
  await rig.call("system.shutdown", { afterSeconds: 0 });
  await rig.timing.turn(0);
  assertEquals(rig.shutdowns.length, 1);
});

Deno.test("cancelled in the last moment it does not come; a moment later it cannot be cancelled", async () => {
  const { calls, run } = recorder();
  await using rig = await streamingRig(run);
  const scheduled = { action: "reboot", atUs: startUs + 5e6 };
  await rig.call("system.reboot", { afterSeconds: 5 });
  await rig.timing.turn(4999);
  assertEquals(await rig.call("system.cancel"), { cancelled: scheduled });
  await rig.timing.turn(60_000);
  assertEquals([rig.shutdowns, rig.states()], [[], ["streaming"]]);
  assertEquals(scheduledEvents(rig), [scheduled, {}]);
  assertEquals(rig.appliance.present(), []);
  await rig.appliance.carryOut();
  assertEquals(calls, ["systemctl --version"]);

  await rig.call("system.reboot", { afterSeconds: 0 });
  await rig.timing.turn(0);
  assertMatch(
    String(await rig.call("system.cancel")),
    /^invalid-state: The state is shutting-down/,
  );
});

Deno.test("one thing is scheduled at a time, also where two ask at once", async () => {
  const { run } = recorder();
  await using rig = await makeRig({ run });
  const outcomes = await Promise.all([
    rig.call("system.shutdown", { afterSeconds: 60 }),
    rig.call("system.reboot", { afterSeconds: 5 }),
  ]);
  const refused = outcomes.filter((outcome) => typeof outcome === "string");
  assertEquals(refused, [
    "invalid-state: A shutdown is scheduled in 60 s: system.cancel comes first",
  ]);
  assertEquals(rig.appliance.status().scheduled?.action, "shutdown");
});

Deno.test("there is nothing to cancel", async () => {
  await using rig = await makeRig();
  assertEquals(
    await rig.call("system.cancel"),
    "invalid-state: Neither a shutdown nor a reboot is scheduled",
  );
});

Deno.test("a machine without systemd says so at once", async () => {
  await using rig = await makeRig({ run: recorder("absent").run });
  assertMatch(String(await rig.call("system.shutdown")), /^failed: systemctl is not installed/);
  assertEquals([rig.appliance.status().scheduled, rig.timing.waiting], [undefined, 0]);
});

Deno.test("picam that ends for another reason forgets what is scheduled, and says so", async () => {
  const { calls, run } = recorder();
  const rig = await makeRig({ run });
  await rig.call("system.shutdown", { afterSeconds: 60 });
  rig.appliance.shutDown("SIGTERM");
  assertEquals(rig.timing.waiting, 0);
  assertEquals(scheduledEvents(rig).at(-1), {});
  await rig[Symbol.asyncDispose]();
  assertEquals(await rig.appliance.carryOut(), true);
  assertEquals(calls, ["systemctl --version"]);
});

Deno.test("a machine that refuses is told of in the log, with the remedy", async () => {
  let isRefusing = false;
  await using rig = await makeRig({
    run: () =>
      Promise.resolve({
        code: isRefusing ? 1 : 0,
        stdout: "",
        stderr: "Call to PowerOff failed: Interactive authentication required.\n",
      }),
  });
  await rig.call("system.shutdown", { afterSeconds: 0 });
  await rig.timing.turn(0);
  isRefusing = true;
  assertEquals(await rig.appliance.carryOut(), false);
  const [line] = rig.log.of("error");
  assert(line?.startsWith("systemctl poweroff failed: Call to PowerOff failed"), line);
  assert(line?.includes("50-picam.rules"), line);
});

Deno.test("a clock that is set meanwhile moves the time that is told, not the moment", async () => {
  const { run } = recorder();
  const timing = new TurnedTiming();
  let offsetUs = 0;
  const due: string[] = [];
  const power = new Power({
    run,
    timing,
    log: new CollectedLog().logger,
    nowUs: () => timing.nowMs() * 1000 + offsetUs,
    onScheduled: () => {},
    onDue: (action) => due.push(action),
  });
  await power.schedule("shutdown", { afterSeconds: 60, by: "a test" });
  await timing.turn(10_000);
  assertEquals(power.scheduled?.atUs, 60e6);
  offsetUs = 3600e6;
  assertEquals(power.scheduled?.atUs, 3660e6);
  await timing.turn(50_000);
  assertEquals(due, ["shutdown"]);
});
