import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { BitWriter } from "../../../lib/h264/pattern/bit_writer.ts";
import { BitReader } from "../../../lib/h264/bit_reader.ts";

/** What is written, as text of zeros and ones. */
function bitsOf(write: (writer: BitWriter) => void): string {
  const writer = new BitWriter(256);
  write(writer);
  const length = writer.bitLength;
  writer.trailingBits();
  return Array.from(writer.bytes, (byte) => byte.toString(2).padStart(8, "0")).join("")
    .slice(0, length);
}

/** Spec: ITU-T H.264 (08/2021) tables 9-2 and 9-3. */
const EXP_GOLOMB: readonly (readonly [number, number, string])[] = [
  [0, 0, "1"],
  [1, 1, "010"],
  [2, -1, "011"],
  [3, 2, "00100"],
  [4, -2, "00101"],
  [7, 4, "0001000"],
  [8, -4, "0001001"],
  [8159, 4080, "0000000000001" + "111111100000"],
];

for (const [unsigned, signed, text] of EXP_GOLOMB) {
  Deno.test(`ue(${unsigned}) and se(${signed}) are ${text}`, () => {
    assertEquals(bitsOf((writer) => writer.ue(unsigned)), text);
    assertEquals(bitsOf((writer) => writer.se(signed)), text);
  });
}

Deno.test("trailing bits are a one and zeros up to the byte's end", () => {
  const writer = new BitWriter(4);
  writer.u(0b101, 3);
  writer.trailingBits();
  assertEquals([...writer.bytes], [0b10110000]);
  writer.reset();
  writer.u(0xff, 8);
  writer.trailingBits();
  assertEquals([...writer.bytes], [0xff, 0x80]);
});

Deno.test("whatever is written is read again", () => {
  const field = fc.oneof(
    fc.integer({ min: 0, max: 24 }).chain((bits) =>
      fc.record({
        kind: fc.constant("u" as const),
        bits: fc.constant(bits),
        value: fc.integer({ min: 0, max: 2 ** bits - 1 }),
      })
    ),
    fc.record({
      kind: fc.constant("ue" as const),
      value: fc.integer({ min: 0, max: 2 ** 24 - 2 }),
    }),
    fc.record({
      kind: fc.constant("se" as const),
      value: fc.integer({ min: -(2 ** 22), max: 2 ** 22 }),
    }),
    fc.record({
      kind: fc.constant("u32" as const),
      value: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    }),
  );
  fc.assert(fc.property(fc.array(field, { maxLength: 30 }), (fields) => {
    const writer = new BitWriter(512);
    for (const it of fields) {
      if (it.kind === "u") writer.u(it.value, it.bits);
      else writer[it.kind](it.value);
    }
    const length = writer.bitLength;
    writer.trailingBits();
    const reader = new BitReader(writer.bytes, "test");
    for (const it of fields) {
      const value = it.kind === "u"
        ? it.bits === 0 ? 0 : reader.unsigned(it.bits, "u")
        : it.kind === "u32"
        ? reader.unsigned(32, "u32")
        : it.kind === "ue"
        ? reader.unsignedGolomb("ue")
        : reader.signedGolomb("se");
      assertEquals(value, it.value);
    }
    assertEquals(reader.position, length);
  }));
});

Deno.test("a repeated passage has the same bits, wherever it begins and however long it is", () => {
  const bit = fc.integer({ min: 0, max: 1 });
  const passage = fc.array(bit, { minLength: 8, maxLength: 200 });
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 20 }), passage, fc.nat(4), (head, body, times) => {
      const text = bitsOf((writer) => {
        for (const value of head) writer.u(value, 1);
        const start = writer.bitLength;
        for (const value of body) writer.u(value, 1);
        const end = writer.bitLength;
        for (let i = 0; i < times; i++) writer.repeat(start, end);
      });
      assertEquals(text, head.join("") + body.join("").repeat(times + 1));
    }),
  );
});
