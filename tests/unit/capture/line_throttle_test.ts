import { assertEquals } from "@std/assert";
import { LineThrottle } from "../../../lib/capture/line_throttle.ts";
import { TurnedTiming } from "../../support/turned_timing.ts";

Deno.test("a flood of lines is cut at 100 a second and its size told", async () => {
  const timing = new TurnedTiming();
  const shown: string[] = [];
  const throttle = new LineThrottle(timing, (line) => shown.push(line));
  for (let n = 0; n < 100_000; n++) throttle.push("flood");
  assertEquals(shown.length, 100);
  await timing.turn(1000);
  throttle.push("calm");
  assertEquals(shown.slice(100), ["(99900 more lines)", "calm"]);
  throttle.end();
  assertEquals(shown.length, 102);
});
