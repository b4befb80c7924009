import { assertEquals, assertInstanceOf } from "@std/assert";
import { writeText } from "../../../lib/observe/mod.ts";

Deno.test("a text is written whole to an end that takes little at a time", () => {
  const taken: number[] = [];
  const end = { writeSync: (bytes: Uint8Array) => taken.push(...bytes.subarray(0, 3)) && 3 };
  assertEquals(writeText(end, "späte\n"), undefined);
  assertEquals(new TextDecoder().decode(new Uint8Array(taken)).slice(0, 6), "späte\n");
});

Deno.test("why a text cannot be written is told, not thrown", () => {
  const failure = new Error("No space left on device");
  const full = {
    writeSync(): number {
      throw failure;
    },
  };
  assertEquals(writeText(full, "text"), failure);
  assertInstanceOf(
    writeText({
      writeSync() {
        throw "no error";
      },
    }, "text"),
    Error,
  );
});
