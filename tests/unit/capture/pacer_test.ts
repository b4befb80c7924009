import { assert, assertEquals } from "@std/assert";
import { Pacer } from "../../../lib/capture/pacer.ts";
import { TurnedTiming } from "../../support/turned_timing.ts";

/** When frames pass, with a clock whose timers fire whole milliseconds and 1.1 ms late, as Deno's do. */
async function passTimes(framerate: number, frames: number): Promise<number[]> {
  const timing = new TurnedTiming();
  const coarse = {
    nowMs: () => timing.nowMs(),
    random: () => 0,
    after: (delayMs: number, callBack: () => void) =>
      timing.after(Math.floor(delayMs) + 1.1, callBack),
  };
  const pacer = new Pacer(framerate, coarse);
  const times: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const passed = pacer.next(new AbortController().signal);
    await timing.turnToNext();
    await passed;
    times.push(timing.nowMs());
  }
  return times;
}

for (const framerate of [10, 29.97, 60]) {
  Deno.test(`frames at ${framerate} a second pass when due, without drift`, async () => {
    const times = await passTimes(framerate, 40);
    for (const [frame, ms] of times.entries()) {
      const early = frame * 1000 / framerate - ms;
      assert(early > -0.3 && early < 1.2, `frame ${frame} is ${early} ms early`);
    }
  });
}

Deno.test("a few late frames are made up for; more are given up, on the same beat", async () => {
  const timing = new TurnedTiming();
  const signal = new AbortController().signal;
  const pacer = new Pacer(10, timing);
  await pacer.next(signal);
  await timing.turn(300);
  for (let frame = 0; frame < 3; frame++) assert(await pacer.next(signal));
  assertEquals(pacer.skipped, 0);
  await timing.turn(750); // 1050: frame 4 was due at 400
  assert(await pacer.next(signal));
  assertEquals(pacer.skipped, 6);
  const next = pacer.next(signal);
  await timing.turn(50 - 1.1);
  assert(await next);
});

Deno.test("a wait ends at once when told", async () => {
  const timing = new TurnedTiming();
  const stop = new AbortController();
  const pacer = new Pacer(1, timing);
  await pacer.next(stop.signal);
  const next = pacer.next(stop.signal);
  stop.abort();
  assertEquals(await next, false);
  assertEquals(timing.waiting, 0);
});
