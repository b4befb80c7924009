import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { findStartCode } from "../../../lib/h264/mod.ts";

/** What the fast search must find, said plainly. */
function findPlainly(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 2 < bytes.length; at++) {
    if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1) return at;
  }
  return -1;
}

for (
  const [hex, from, at] of [
    ["", 0, -1],
    ["0000", 0, -1],
    ["000001", 0, 0],
    ["00000001", 0, 1],
    ["000001", 1, -1],
    ["000100000001", 0, 3],
    ["010001000001", 0, 3],
    ["ff00000002000001", 0, 5],
    ["000001000001", 1, 3],
    ["0000030000000000000001", 0, 8],
  ] as const
) {
  Deno.test(`The next start code in ${hex || "nothing"} from ${from} is at ${at}`, () => {
    assertEquals(findStartCode(Uint8Array.fromHex(hex), from), at);
  });
}

Deno.test("A start code is found wherever a plain search finds it", () => {
  const byte = fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 255);
  const bytes = fc.array(byte, { maxLength: 40 }).map((list) => Uint8Array.from(list));
  fc.assert(
    fc.property(bytes, fc.nat(8), (piece, from) => {
      assertEquals(findStartCode(piece, from), findPlainly(piece, from));
    }),
    { numRuns: 1000 },
  );
});
