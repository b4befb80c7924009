import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import {
  addEmulationPrevention,
  findStartCode,
  removeEmulationPrevention,
} from "../../../lib/h264/mod.ts";

const CASES = [
  { rbsp: "", nal: "" },
  { rbsp: "6500", nal: "650003" },
  { rbsp: "650000", nal: "65000003" },
  { rbsp: "65000001", nal: "6500000301" },
  { rbsp: "65000003", nal: "6500000303" },
  { rbsp: "65000004", nal: "65000004" },
  { rbsp: "650000000000aa", nal: "65000003000003" + "00aa" },
  { rbsp: "65000000000001", nal: "65000003000003" + "0001" },
] as const;

for (const { rbsp, nal } of CASES) {
  Deno.test(`Emulation prevention makes ${nal || "nothing"} of ${rbsp || "nothing"}`, () => {
    assertEquals(addEmulationPrevention(Uint8Array.fromHex(rbsp)).toHex(), nal);
  });
}

for (const { rbsp, nal } of CASES.filter(({ rbsp }) => !rbsp.endsWith("00"))) {
  Deno.test(`Emulation prevention taken out of ${nal || "nothing"} leaves ${rbsp}`, () => {
    assertEquals(removeEmulationPrevention(Uint8Array.fromHex(nal)).toHex(), rbsp);
  });
}

Deno.test("Nothing is copied where there is nothing to take out", () => {
  const nal = Uint8Array.of(0x65, 0, 0, 4, 0, 3);
  assertStrictEquals(removeEmulationPrevention(nal), nal);
});

Deno.test("Emulation prevention goes there and back, and hides every start code", () => {
  const byte = fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 255);
  // Every payload ends in a stop bit; only cabac_zero_words, pairs of zero bytes, may follow it.
  const zeroWords = fc.nat(3).map((count) => Array<number>(2 * count).fill(0));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 60 }), zeroWords, (list, zeros) => {
      const rbsp = Uint8Array.of(0x65, ...list, 0x80, ...zeros);
      const before = rbsp.slice();
      const nal = addEmulationPrevention(rbsp);
      assertEquals(findStartCode(nal), -1);
      assert(nal.at(-1) !== 0);
      const back = removeEmulationPrevention(nal.slice());
      assertEquals(back, rbsp);
      assertEquals(rbsp, before);
    }),
    { numRuns: 1000 },
  );
});
