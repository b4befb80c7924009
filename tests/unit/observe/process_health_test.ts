import { assert, assertAlmostEquals, assertGreater } from "@std/assert";
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
    // Other test files open and close some in the same process meanwhile, but not hundreds.
    using files = new DisposableStack();
    for (let i = 0; i < 400; i++) files.use(Deno.openSync("/dev/null"));
    assertAlmostEquals(readProcessHealth().openDescriptors ?? 0, before + 400, 100);
  },
});
