import { assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { createClock } from "../../../lib/observe/mod.ts";

function turnable() {
  const at = { wallMs: 1_700_000_000_000, monotonicMs: 5000 };
  const clock = createClock({ wallMs: () => at.wallMs, monotonicMs: () => at.monotonicMs });
  return { at, clock };
}

Deno.test("the clock tells Unix time in whole microseconds", () => {
  const { at, clock } = turnable();
  assertEquals(clock.nowUs(), 1_700_000_000_000_000);
  at.monotonicMs += 1.5;
  assertEquals(clock.nowUs(), 1_700_000_000_001_500);
});

Deno.test("the clock does not step when somebody sets the wall clock", () => {
  const { at, clock } = turnable();
  at.wallMs += 3_600_000;
  at.monotonicMs += 10;
  assertEquals(clock.nowUs(), 1_700_000_000_010_000);
});

Deno.test("resync takes over a step of the wall clock, either way, and says how far", () => {
  const { at, clock } = turnable();
  at.wallMs += 3_600_010;
  at.monotonicMs += 10;
  assertEquals(clock.resync(), 3_600_000_000);
  assertEquals(clock.nowUs(), 1_700_003_600_010_000);
  assertEquals(clock.resync(), 0);
  at.wallMs -= 500;
  assertEquals(clock.resync(), -500_000);
});

Deno.test("resync leaves what NTP slews away", () => {
  const { at, clock } = turnable();
  at.wallMs += 100;
  assertEquals(clock.resync(), 0);
  assertEquals(clock.nowUs(), 1_700_000_000_000_000);
});

Deno.test("the system's clock tells the wall clock's time and never goes back", () => {
  const beforeMs = Date.now();
  const clock = createClock();
  const readings = Array.from({ length: 1000 }, () => clock.nowUs());
  const afterMs = Date.now();
  for (const [i, now] of readings.entries()) assertGreaterOrEqual(now, readings[i - 1] ?? 0);
  // Date.now() tells whole milliseconds, so either end may be off by one.
  assertGreaterOrEqual(readings[0] ?? 0, (beforeMs - 1) * 1000);
  assertLessOrEqual(readings.at(-1) ?? 0, (afterMs + 1) * 1000);
});
