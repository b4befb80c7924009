import { assertEquals } from "@std/assert";
import type { Frame } from "../../../lib/frame/mod.ts";
import { MediaClock } from "../../../lib/serve/media_clock.ts";

const startUs = 1_763_734_500_000_000;

/** Seconds after the start at which frames were captured, and the ticks of their time line at 25 frames/s. */
const cases: { name: string; seconds: number[]; ticks: number[] }[] = [
  { name: "true times stay", seconds: [0, 0.04, 0.081], ticks: [0, 3600, 7290] },
  { name: "a pause stays", seconds: [0, 5, 5.04], ticks: [0, 450_000, 453_600] },
  { name: "a clock set back is bridged", seconds: [0, -99, -98.96], ticks: [0, 3600, 7200] },
  { name: "a clock set ahead is bridged", seconds: [0, 1e6, 1e6 + 1], ticks: [0, 3600, 93_600] },
  { name: "frames of one time follow one another", seconds: [0, 2e-6, 3e-6], ticks: [0, 1, 2] },
];

for (const { name, seconds, ticks } of cases) {
  Deno.test(`a client's time line: ${name}`, () => {
    const clock = new MediaClock();
    const times = seconds.map((each, sequence) => {
      const captureUs = startUs + Math.round(each * 1e6);
      const frame: Frame = {
        ...{ sequence, captureUs, flags: 0, streamId: 1 },
        payload: new Uint8Array(),
      };
      return clock.next(frame, 25);
    });
    assertEquals(times, ticks);
  });
}

Deno.test("a client's time line: a clock set in a hole is bridged by the frames of the hole", () => {
  const clock = new MediaClock();
  const frame = (captureUs: number): Frame => ({
    ...{ sequence: 0, captureUs, flags: 0, streamId: 1 },
    payload: new Uint8Array(),
  });
  clock.next(frame(startUs), 25);
  clock.lose(9);
  assertEquals(clock.next(frame(startUs - 1e9), 25), 36_000);
});
