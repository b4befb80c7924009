import { assertEquals } from "@std/assert";
import type { Frame } from "../../../lib/frame/mod.ts";
import { stepBetween } from "../../../lib/mp4/mod.ts";

function frameAt(captureUs: number): Frame {
  return { sequence: 0, captureUs, flags: 0, streamId: 1, payload: new Uint8Array() };
}

const cases: { name: string; passedUs: number; lost?: number; fps?: number; steps: number }[] = [
  { name: "the true time between two frames stays", passedUs: 33_871, steps: 33_871 },
  { name: "a restart of 5 s stays 5 s", passedUs: 5_000_000, steps: 5_000_000 },
  { name: "a clock set back is bridged", passedUs: -3_600_000_000, steps: 40_000 },
  { name: "a clock that stands still is bridged", passedUs: 0, steps: 40_000 },
  { name: "a clock set ahead by years is bridged", passedUs: 1e15, steps: 40_000 },
  { name: "a clock set ahead by 61 s is bridged", passedUs: 61_000_000, steps: 40_000 },
  { name: "a hole of ten minutes stays", passedUs: 600e6, lost: 14_999, steps: 600e6 },
  { name: "a step in a hole is bridged by its frames", passedUs: -1, lost: 24, steps: 1_000_000 },
  { name: "a frame every two minutes is a rate", passedUs: 120e6, fps: 1 / 120, steps: 120e6 },
];

for (const { name, passedUs, lost = 0, fps = 25, steps } of cases) {
  Deno.test(`time line: ${name}`, () => {
    const before = frameAt(1e15), frame = frameAt(1e15 + passedUs);
    const step = stepBetween(before, frame, { framerate: fps, lostFrames: lost });
    assertEquals(step, { durationUs: steps, bridged: steps !== passedUs });
  });
}

Deno.test("time line: without a rate a bridge is a 30th of a second", () => {
  const step = stepBetween(frameAt(5), frameAt(5), { lostFrames: 0 });
  assertEquals(step.durationUs, 33_333);
});
