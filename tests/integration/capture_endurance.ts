/**
 * A program that lets the camera crash 30 times and prints what was left each time: a process of its
 * own, because open files and children are counted. @module
 */
import { CaptureRig, isAlive } from "./capture_rig.ts";

/** What it prints, as one line of JSON. */
export interface Endurance {
  /** After each crash. */
  readonly crashes: readonly { readonly files: number; readonly heapBytes: number }[];
  /** In the end: processes of which it is still the parent, ended ones included. */
  readonly children: number;
  /** Programs that are still there. */
  readonly alive: number;
  /** Timers that still wait. */
  readonly timers: number;
  /** Frames in all. */
  readonly frames: number;
}

async function endure(): Promise<Endurance> {
  const fault = { kind: "crash", afterFrames: 4 } as const;
  await using rig = await CaptureRig.start({ profile: "vc4", fault, startupMs: 0 });
  const crashes: { files: number; heapBytes: number }[] = [];
  for (let run = 1; run <= 30; run++) {
    await rig.until(({ state, restarts }) => state === "waiting" && restarts === run);
    const files = (await Array.fromAsync(Deno.readDir("/proc/self/fd"))).length;
    crashes.push({ files, heapBytes: Deno.memoryUsage().heapUsed });
    await rig.timing.turn(10_000);
  }
  await rig.supervisor.stop();
  const children = await Deno.readTextFile(`/proc/${Deno.pid}/task/${Deno.pid}/children`);
  return {
    crashes,
    children: children.split(" ").filter((pid) => pid !== "").length,
    alive: rig.recordings().filter(({ pid }) => isAlive(pid)).length,
    timers: rig.timing.waiting,
    frames: rig.supervisor.status().frames,
  };
}

if (import.meta.main) console.log(JSON.stringify(await endure()));
