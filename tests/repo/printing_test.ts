import { assertEquals } from "@std/assert";
import { listFiles, topLevel } from "../support/repository.ts";

Deno.test("nothing prints by console, which throws where it cannot write", async () => {
  const found: string[] = [];
  for (const path of (await listFiles()).filter((path) => /^(lib\/.*|main)\.ts$/.test(path))) {
    const lines = (await Deno.readTextFile(`${topLevel}/${path}`)).split("\n");
    const isCode = (line: string) => !/^\s*(\*|\/\/)/.test(line);
    if (lines.some((line) => isCode(line) && /\bconsole\.\w+\(/.test(line))) found.push(path);
  }
  assertEquals(found, [], "print, mention and complain of lib/cli write instead");
});
