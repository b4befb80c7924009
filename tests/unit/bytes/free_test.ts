import { assertEquals } from "@std/assert";
import { free } from "../../../lib/bytes/mod.ts";

Deno.test("memory that was given back is nobody's: every view of it is empty", () => {
  const whole = new Uint8Array(1000);
  const part = whole.subarray(100, 200);
  free(part);
  assertEquals([whole.length, part.length, whole.buffer.byteLength], [0, 0, 0]);
});

Deno.test("no memory at all may be given back", () => {
  const nothing = new Uint8Array();
  free(nothing);
  assertEquals(nothing.length, 0);
});
