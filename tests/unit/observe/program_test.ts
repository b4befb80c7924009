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

Deno.test("a program reads from standard input what it is given, by name as well", async () => {
  const stdin = "päss\\word\n";
  assertEquals((await runProgram("cat", [], { stdin }))?.stdout, stdin);
  assertEquals((await runProgram("cat", ["/dev/stdin"], { stdin }))?.stdout, stdin);
  assertEquals((await runProgram("cat", []))?.stdout, "");
});

Deno.test("a program that does not read what it is given is no fault", async () => {
  const stdin = "x".repeat(1_000_000);
  assertEquals((await runProgram("true", [], { stdin }))?.code, 0);
});

Deno.test("a program that takes too long is killed", async () => {
  const result = await runProgram("cat", ["/dev/zero"], { timeLimitMs: 1 });
  assertEquals(result?.code === 0, false);
});

Deno.test("programs answer in English, and names in UTF-8", async () => {
  assertEquals((await runProgram("sh", ["-c", "echo $LC_ALL"]))?.stdout, "C.UTF-8\n");
});
