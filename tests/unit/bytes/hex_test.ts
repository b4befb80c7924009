import { assertEquals } from "@std/assert";
import { fromHex, toHex } from "../../../lib/bytes/mod.ts";

Deno.test("bytes become digits and digits bytes", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
  assertEquals(toHex(bytes).slice(0, 12), "000102030405");
  assertEquals(fromHex(toHex(bytes)), bytes);
  assertEquals([toHex(new Uint8Array()), fromHex("")], ["", new Uint8Array()]);
  assertEquals(fromHex("FF7f"), Uint8Array.of(255, 127));
});
