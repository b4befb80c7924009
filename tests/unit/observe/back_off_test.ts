import { assertEquals } from "@std/assert";
import { BackOff } from "../../../lib/observe/back_off.ts";

Deno.test("waits double up to the longest and start over when told", () => {
  const backOff = new BackOff({ firstMs: 250, longestMs: 10_000, random: () => 0 });
  const waits = Array.from({ length: 8 }, () => backOff.next());
  assertEquals(waits, [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  backOff.reset();
  assertEquals(backOff.next(), 250);
});

Deno.test("chance shortens a wait by up to a quarter, never lengthens it", () => {
  const backOff = new BackOff({ firstMs: 1000, longestMs: 1000, random: () => 0.999 });
  assertEquals(backOff.next(), 750);
});

Deno.test("a year of tries does not overflow the wait", () => {
  const backOff = new BackOff({ firstMs: 250, longestMs: 10_000, random: () => 0 });
  for (let tries = 0; tries < 5000; tries++) backOff.next();
  assertEquals(backOff.next(), 10_000);
});
