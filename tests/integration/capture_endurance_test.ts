import { assert, assertEquals } from "@std/assert";
import type { Endurance } from "./capture_endurance.ts";

const program = new URL("./capture_endurance.ts", import.meta.url).pathname;

Deno.test("30 crashes and restarts leave no child, no open file and no growing memory", async () => {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", program],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const endurance: Endurance = JSON.parse(new TextDecoder().decode(stdout));
  const { crashes, ...left } = endurance;
  assert(left.frames >= 120, `${left.frames} frames`);
  assertEquals({ ...left, frames: 0 }, { children: 0, alive: 0, timers: 0, frames: 0 });
  const [settled, last] = [crashes[5], crashes.at(-1)];
  assertEquals(last?.files, settled?.files);
  const grownBytes = (last?.heapBytes ?? 0) - (settled?.heapBytes ?? 0);
  assert(grownBytes < 8e6, `the heap has grown by ${grownBytes} bytes`);
});
