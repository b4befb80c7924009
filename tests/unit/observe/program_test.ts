import { assertEquals, assertStringIncludes } from "@std/assert";
import { runProgram } from "../../../lib/observe/mod.ts";

Deno.test("runProgram returns code and output", async () => {
  const args = ["eval", "console.log('out'); console.error('err'); Deno.exit(3)"];
  const result = await runProgram(Deno.execPath(), args);
  assertEquals(result, { code: 3, stdout: "out\n", stderr: "err\n" });
});

Deno.test("runProgram returns nothing for a program that is not installed", async () => {
  assertEquals(await runProgram("picam-has-no-such-program", []), undefined);
});

Deno.test("runProgram tells why a program could not be run", async () => {
  const result = await runProgram("/", []);
  assertEquals(result?.code, 126);
  assertStringIncludes(result?.stderr ?? "", "denied");
});
