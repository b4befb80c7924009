import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Fault } from "../../../lib/capture/mod.ts";
import type { Hold } from "../../../lib/control/mod.ts";
import { settle } from "../../support/turned_timing.ts";
import type { ScriptedRun } from "../capture/scripted_source.ts";
import { makeRig, type Rig } from "./appliance_rig.ts";

/** What may follow what. Spec: wire-protocol v1, *Control methods*. */
const edges: Readonly<Record<string, readonly string[]>> = {
  "starting": ["idle", "streaming", "faulted", "shutting-down"],
  "idle": ["streaming", "faulted", "shutting-down"],
  "streaming": ["stopping", "faulted", "shutting-down"],
  "stopping": ["idle", "faulted", "shutting-down"],
  "faulted": ["streaming", "starting", "shutting-down"],
  "shutting-down": [],
};

const crash: Fault = { kind: "crashed", message: "It has crashed", remedy: "wait" };
const lost: Fault = { kind: "no-camera", message: "No camera", remedy: "plug one in" };

/** Everything that can happen to an appliance, in any order. */
const steps = {
  start: ({ rig }: World) => void rig.call("stream.start"),
  stop: ({ rig }: World) => void rig.call("stream.stop"),
  set: ({ rig }: World) => void rig.call("camera.set", { gain: 2 }),
  schedule: ({ rig }: World) => void rig.call("system.shutdown", { afterSeconds: 30 }),
  cancel: ({ rig }: World) => void rig.call("system.cancel"),
  come: ({ rig, holds }: World) => void holds.push(rig.appliance.acquire()),
  go: ({ holds }: World) => holds.pop()?.release(),
  breakLink: ({ holds }: World) => holds.pop()?.release({ holdMs: 60_000 }),
  frame: (world: World) => running(world)?.frame(),
  crash: (world: World) => running(world)?.end({ kind: "failed", fault: crash }),
  loseCamera: (world: World) => running(world)?.end({ kind: "failed", fault: lost }),
  cable: (world: World) => running(world)?.context.onFault({ ...crash, kind: "cable" }),
  finish: (world: World) => running(world)?.end({ kind: "finished" }),
  second: ({ rig }: World) => rig.timing.turn(1000),
  minute: ({ rig }: World) => rig.timing.turn(60_000),
  shutDown: ({ rig }: World) => rig.appliance.shutDown("SIGTERM"),
} as const;
type Step = keyof typeof steps;

interface World {
  readonly rig: Rig;
  readonly holds: Hold[];
}

/** The run that is under way. */
function running({ rig }: World): ScriptedRun | undefined {
  const { state } = rig.supervisor.status();
  return state === "starting" || state === "streaming" ? rig.runs.at(-1) : undefined;
}

function check(
  { rig, holds }: World,
  { path, onDemand }: { path: string; onDemand: boolean },
): void {
  const states = ["starting", ...rig.states()];
  for (let i = 1; i < states.length; i++) {
    const [from = "", to = ""] = [states[i - 1], states[i]];
    assert(
      from === to && from !== "streaming" || edges[from]?.includes(to),
      `${path}: ${from} → ${to}`,
    );
  }
  const { state } = rig.appliance.status();
  assertEquals(states.at(-1), state, path);
  const camera = rig.supervisor.status();
  if (state === "streaming" && camera.state === "streaming") {
    assertEquals(rig.appliance.pause.reason, undefined, path);
  }
  // Nobody watches, nobody has asked for a minute: the camera is off.
  const isQuiet = onDemand && holds.length === 0 && path.endsWith("minute minute");
  if (isQuiet && state !== "shutting-down") {
    assert(["idle", "ended"].includes(camera.state), `${path}: the camera is ${camera.state}`);
  }
}

Deno.test("whatever happens in whatever order, only the protocol's changes of state are seen", async () => {
  const step = fc.constantFrom(...Object.keys(steps) as Step[]);
  const property = fc.asyncProperty(
    fc.array(step, { maxLength: 25 }),
    fc.boolean(),
    async (path, onDemand) => {
      await using rig = await makeRig({
        ...(onDemand ? { onDemandMs: 5000 } : {}),
        run: () => Promise.resolve({ code: 0, stdout: "", stderr: "" }),
      });
      const world: World = { rig, holds: [] };
      rig.appliance.begin();
      const done: string[] = [];
      for (const name of path) {
        await steps[name](world);
        await settle();
        done.push(name);
        check(world, { path: done.join(" "), onDemand });
      }
    },
  );
  await fc.assert(property, { numRuns: 150 });
});
