import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { BitReader } from "../../../lib/h264/bit_reader.ts";
import { Bits } from "./bits.ts";

/** Spec: ITU-T H.264 (08/2021) tables 9-2 and 9-3. */
const GOLOMB = [
  ["1", 0, 0],
  ["010", 1, 1],
  ["011", 2, -1],
  ["00100", 3, 2],
  ["00101", 4, -2],
  ["00110", 5, 3],
  ["00111", 6, -3],
  ["0001000", 7, 4],
] as const;

function bitsOf(text: string): Uint8Array {
  const bits = new Bits();
  for (const bit of text) bits.u(1, Number(bit));
  return bits.cut();
}

for (const [text, unsigned, signed] of GOLOMB) {
  Deno.test(`The code ${text} is ${unsigned} unsigned and ${signed} signed`, () => {
    assertEquals(new BitReader(bitsOf(text), "SPS").unsignedGolomb("x"), unsigned);
    assertEquals(new BitReader(bitsOf(text), "SPS").signedGolomb("x"), signed);
  });
}

Deno.test("The longest code, 32 leading zeros, is read exactly", () => {
  const bytes = new Bits().u(32, 0).u(1, 1).u(32, 0xfffffffe).cut();
  assertEquals(new BitReader(bytes, "SPS").unsignedGolomb("x"), 2 ** 33 - 3);
});

Deno.test("A code of more leading zeros is refused", () => {
  const reader = new BitReader(new Uint8Array(8), "SPS");
  const message = "Cannot parse SPS: x is no Exp-Golomb code (over 32 leading zeros)";
  assertThrows(() => reader.unsignedGolomb("x"), SyntaxError, message);
});

Deno.test("A value outside its range is named with the range and the value", () => {
  const field = "log2_max_frame_num_minus4";
  const reader = new BitReader(new Bits().ue(29).cut(), "SPS");
  const message = "Cannot parse SPS: log2_max_frame_num_minus4 must be 0 to 12, is 29";
  assertThrows(() => reader.unsignedGolomb(field, { max: 12 }), SyntaxError, message);
});

Deno.test("A payload that ends early is named with the field", () => {
  const reader = new BitReader(Uint8Array.of(0xff), "PPS");
  assertEquals(reader.unsigned(7, "a"), 127);
  assertThrows(() => reader.unsigned(2, "b"), SyntaxError, "Cannot parse PPS: it ends inside b");
});

Deno.test("What is written is read back, whatever came before it", () => {
  const field = fc.oneof(
    fc.record({ kind: fc.constant("u" as const), value: fc.nat(0xffffffff) }),
    fc.record({ kind: fc.constant("ue" as const), value: fc.nat(2 ** 31) }),
    fc.record({ kind: fc.constant("se" as const), value: fc.integer() }),
  );
  fc.assert(fc.property(fc.array(field, { maxLength: 12 }), (fields) => {
    const bits = new Bits();
    for (const { kind, value } of fields) kind === "u" ? bits.u(32, value) : bits[kind](value);
    const reader = new BitReader(bits.rbsp(), "SPS");
    for (const { kind, value } of fields) {
      if (kind === "u") assertEquals(reader.unsigned(32, "u"), value);
      else if (kind === "ue") assertEquals(reader.unsignedGolomb("ue"), value);
      else assertEquals(reader.signedGolomb("se"), value === 0 ? 0 : value);
    }
  }));
});
