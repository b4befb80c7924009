import { assertEquals } from "@std/assert";
import { listFiles, topLevel } from "../support/repository.ts";

Deno.test("every task that compiles takes along the threads, which nothing imports", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${topLevel}/deno.json`));
  const workers = (await listFiles()).filter((path) => /^lib\/.*\bworker\.ts$/.test(path));
  const commands = Object.values<{ command: string }>(tasks).map(({ command }) => command)
    .filter((command) => command.startsWith("deno compile"));
  assertEquals(commands.length > 0 && workers.length > 0, true);
  for (const command of commands) {
    const left = workers.filter((path) => !command.includes(`--include ${path} `));
    assertEquals({ command, left }, { command, left: [] });
  }
});
