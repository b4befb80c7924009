import { assert, assertEquals } from "@std/assert";
import { BitWriter } from "../../../lib/h264/pattern/bit_writer.ts";
import {
  CHROMA_DC_COEFF_TOKEN,
  CHROMA_DC_TOTAL_ZEROS,
  COEFF_TOKEN,
  RUN_BEFORE,
  TOTAL_ZEROS,
} from "../../../lib/h264/pattern/coefficient_tables.ts";
import { MAX_LEVEL, writeCoefficients } from "../../../lib/h264/pattern/coefficients.ts";

type Table = readonly (readonly { bits: number; length: number }[])[];

function bitsOf(levels: readonly number[]): string {
  const writer = new BitWriter(128);
  writeCoefficients(writer, Int32Array.from(levels));
  const length = writer.bitLength;
  writer.trailingBits();
  return Array.from(writer.bytes, (byte) => byte.toString(2).padStart(8, "0")).join("")
    .slice(0, length);
}

function block(...first: number[]): number[] {
  return [...first, ...Array(16 - first.length).fill(0)];
}

/**
 * Levels in scan order, and their code by hand: coeff_token, signs of trailing ones, levels from the
 * highest frequency, total_zeros, runs.
 */
const BLOCKS: readonly { name: string; levels: number[]; code: string }[] = [
  { name: "no level", levels: block(), code: "1" },
  { name: "a single one", levels: block(1), code: "01 0 1" },
  {
    name: "a single minus one at the end",
    levels: [...Array(15).fill(0), -1],
    code: "01 1 000000001",
  },
  {
    name: "three trailing ones with zeros between",
    levels: block(0, 3, 0, 1, -1, -1, 0, 1),
    code: "0000100 0 1 1 1 0010 111 10 1 1 01",
  },
  {
    name: "levels that let the suffix grow",
    levels: block(-2, 4, 3, -3, 0, 0, -1),
    code: "0000000110 1 0001 001 0 0001 0 1 11 0011 00",
  },
  { name: "a first level of 2, coded as 1", levels: block(2), code: "000101 1 1" },
  {
    name: "a first level at the four-bit escape",
    levels: block(9),
    code: "000101 000000000000001 0000 1",
  },
  {
    name: "a first level at the twelve-bit escape",
    levels: block(17),
    code: "000101 0000000000000001 000000000000 1",
  },
  { name: "chroma without a level", levels: [0, 0, 0, 0], code: "01" },
  { name: "chroma with one level", levels: [0, 0, -1, 0], code: "1 1 001" },
  { name: "chroma with all levels", levels: [5, 1, 1, -1], code: "0000000 1 0 0 000000001" },
];

for (const { name, levels, code } of BLOCKS) {
  Deno.test(`coefficients: ${name}`, () => {
    assertEquals(bitsOf(levels), code.replaceAll(" ", ""));
  });
}

Deno.test("the largest level fits its code, in any block", () => {
  for (const level of [MAX_LEVEL, -MAX_LEVEL]) {
    assertEquals(bitsOf(block(level)).length, 6 + 16 + 12 + 1);
    assertEquals(bitsOf(Array(16).fill(level)).length, 16 + 16 * (16 + 12));
  }
});

const TABLES: readonly [string, Table][] = [
  ["total_zeros", TOTAL_ZEROS],
  ["total_zeros of chroma DC", CHROMA_DC_TOTAL_ZEROS],
  ["run_before", RUN_BEFORE],
  ["coeff_token", [COEFF_TOKEN.flat()]],
  ["coeff_token of chroma DC", [CHROMA_DC_COEFF_TOKEN.flat()]],
];

for (const [name, table] of TABLES) {
  Deno.test(`no code of ${name} begins another one`, () => {
    for (const row of table) {
      const codes = row.map(({ bits, length }) => bits.toString(2).padStart(length, "0"));
      for (const [i, a] of codes.entries()) {
        assert(codes.every((b, j) => i === j || !b.startsWith(a)), `${a} in ${codes}`);
      }
    }
  });
}

Deno.test("the tables have as many codes as there can be levels and zeros", () => {
  assertEquals(COEFF_TOKEN.map((row) => row.length), [17, 16, 15, 14]);
  assertEquals(CHROMA_DC_COEFF_TOKEN.map((row) => row.length), [5, 4, 3, 2]);
  assertEquals(TOTAL_ZEROS.map((row) => row.length), Array.from({ length: 15 }, (_, i) => 16 - i));
  assertEquals(CHROMA_DC_TOTAL_ZEROS.map((row) => row.length), [4, 3, 2]);
  assertEquals(RUN_BEFORE.map((row) => row.length), [2, 3, 4, 5, 6, 7, 15]);
});
