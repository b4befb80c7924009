import { assertEquals } from "@std/assert";
import { type Stall, StallWatchdog } from "../../../lib/capture/stall_watchdog.ts";
import { TurnedTiming } from "../../support/turned_timing.ts";

const limits = { startMs: 10_000, silenceMs: 2500, frameMs: 2500 };

function watch(): { timing: TurnedTiming; dog: StallWatchdog; stalls: [Stall, number][] } {
  const timing = new TurnedTiming();
  const stalls: [Stall, number][] = [];
  const dog = new StallWatchdog(limits, { timing, onStall: (...stall) => stalls.push(stall) });
  return { timing, dog, stalls };
}

Deno.test("a source that never sends a byte is given its start time, then told once", async () => {
  const { timing, stalls } = watch();
  await timing.turn(9999);
  assertEquals(stalls, []);
  await timing.turn(60_000);
  assertEquals(stalls, [["no-start", 10_000]]);
  assertEquals(timing.waiting, 0);
});

Deno.test("silence after the first frame is told after the shorter limit", async () => {
  const { timing, dog, stalls } = watch();
  await timing.turn(1000);
  dog.bytes();
  dog.frame();
  await timing.turn(2499);
  assertEquals(stalls, []);
  await timing.turn(1);
  assertEquals(stalls, [["no-bytes", 2500]]);
});

Deno.test("a source that goes on is never told, and one timer at a time waits", async () => {
  const { timing, dog, stalls } = watch();
  for (let ms = 0; ms < 60_000; ms += 33) {
    dog.bytes();
    dog.frame();
    assertEquals(timing.waiting, 1);
    await timing.turn(33);
  }
  assertEquals(stalls, []);
  dog.stop();
  assertEquals(timing.waiting, 0);
});

Deno.test("bytes without frames are told, at the start and later", async () => {
  const early = watch();
  for (let ms = 0; ms < 11_000; ms += 500) {
    early.dog.bytes();
    await early.timing.turn(500);
  }
  assertEquals(early.stalls, [["no-frames", 10_000]]);

  const later = watch();
  later.dog.frame();
  for (let ms = 0; ms < 3000; ms += 100) {
    later.dog.bytes();
    await later.timing.turn(100);
  }
  assertEquals(later.stalls, [["no-frames", 2500]]);
});

Deno.test("a program that was itself asleep looks twice before it blames the camera", async () => {
  const { timing, dog, stalls } = watch();
  dog.frame();
  await timing.jump(60_000);
  assertEquals(stalls, []);
  dog.bytes();
  dog.frame();
  await timing.turn(2000);
  assertEquals(stalls, []);
  await timing.jump(60_000);
  await timing.turn(250);
  assertEquals(stalls, [["no-bytes", 62_250]]);
});
