import { assertEquals } from "@std/assert";
import { version } from "../../../lib/cli/version.ts";

Deno.test("the version is that of deno.json", async () => {
  const manifest = new URL("../../../deno.json", import.meta.url);
  assertEquals(version, JSON.parse(await Deno.readTextFile(manifest)).version);
});
