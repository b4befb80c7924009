import { assert, assertEquals, assertGreater } from "@std/assert";
import { readProcessHealth } from "../../../lib/observe/mod.ts";

Deno.test("process health tells memory, processor time and age", () => {
  const health = readProcessHealth();
  assertGreater(health.residentBytes, 1e6);
  assertGreater(health.heapTotalBytes, 1e5);
  assertGreater(health.heapUsedBytes, 1e5);
  assertGreater(health.cpuSeconds, 0);
  assertGreater(health.uptimeSeconds, 0);
});

Deno.test({
  name: "process health counts open descriptors",
  ignore: Deno.build.os !== "linux",
  fn() {
    const before = readProcessHealth().openDescriptors;
    assert(before !== undefined);
    using _file = Deno.openSync("/dev/null");
    assertEquals(readProcessHealth().openDescriptors, before + 1);
  },
});
