import { assertEquals } from "@std/assert";
import { buildKernels, kernelsPath } from "../support/isp_kernels.ts";

Deno.test("the WebAssembly of lib/isp is built of the sources beside it", async () => {
  const built = await Deno.readTextFile(kernelsPath);
  assertEquals(built === await buildKernels(), true, "run `deno task kernels`");
});
