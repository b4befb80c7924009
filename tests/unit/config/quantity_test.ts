import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  bitrateUnits,
  formatQuantity,
  parseQuantity,
  respell,
  sizeUnits,
  timeUnits,
  type Units,
} from "../../../lib/config/quantity.ts";

const cases: [text: string, units: Units, plain: string, expected: number | undefined][] = [
  ["2M", bitrateUnits, "", 2_000_000],
  ["800k", bitrateUnits, "", 800_000],
  ["2.5M", bitrateUnits, "", 2_500_000],
  ["2000000", bitrateUnits, "", 2_000_000],
  ["64M", sizeUnits, "", 67_108_864],
  ["1G", sizeUnits, "", 1_073_741_824],
  ["1.5k", sizeUnits, "", 1536],
  ["500ms", timeUnits, "s", 500_000],
  ["2s", timeUnits, "s", 2_000_000],
  ["10m", timeUnits, "s", 600_000_000],
  ["7d", timeUnits, "s", 604_800_000_000],
  ["2", timeUnits, "s", 2_000_000],
  ["0.5", timeUnits, "s", 500_000],
  ["20000", timeUnits, "us", 20_000],
  ["0", sizeUnits, "", 0],
  ["", sizeUnits, "", undefined],
  ["M", sizeUnits, "", undefined],
  ["-1", sizeUnits, "", undefined],
  ["+1", sizeUnits, "", undefined],
  ["1 M", sizeUnits, "", undefined],
  ["1m", bitrateUnits, "", undefined],
  ["2Mbps", bitrateUnits, "", undefined],
  [".5s", timeUnits, "s", undefined],
  ["5.s", timeUnits, "s", undefined],
  ["1e3", timeUnits, "s", undefined],
  ["0x10", sizeUnits, "", undefined],
  ["٣", sizeUnits, "", undefined],
  ["999999999999999G", sizeUnits, "", undefined],
];

Deno.test("quantities are read with their units, and nothing else is", () => {
  for (const [text, units, plain, expected] of cases) {
    assertEquals(parseQuantity(text, units, plain), expected, text);
  }
});

Deno.test("a quantity is written with the largest unit that leaves it whole", () => {
  assertEquals(formatQuantity(2_000_000, bitrateUnits), "2M");
  assertEquals(formatQuantity(2_500_000, bitrateUnits), "2500k");
  assertEquals(formatQuantity(1234, bitrateUnits), "1234");
  assertEquals(formatQuantity(2_000_000, timeUnits), "2s");
  assertEquals(formatQuantity(0, timeUnits), "0us");
});

Deno.test("what is written is read back", () => {
  const quantities = fc.integer({ min: 0, max: 999_999_999_999_999 });
  const tables = fc.constantFrom(bitrateUnits, sizeUnits, timeUnits);
  fc.assert(fc.property(quantities, tables, (quantity, units) => {
    assertEquals(parseQuantity(formatQuantity(quantity, units), units), quantity);
  }));
});

const misspelled: [text: string, units: Units, expected: string | undefined][] = [
  ["2m", bitrateUnits, "2M"],
  ["2Mbps", bitrateUnits, "2M"],
  ["2 Mbit/s", bitrateUnits, "2M"],
  ["64MiB", sizeUnits, "64M"],
  ["64 mb", sizeUnits, "64M"],
  ["5 sec", timeUnits, "5s"],
  ["1 hour", timeUnits, "1h"],
  ["2 weeks", timeUnits, undefined],
  ["2M", bitrateUnits, undefined],
  ["sec", timeUnits, undefined],
];

Deno.test("a misspelled quantity is recognised", () => {
  for (const [text, units, expected] of misspelled) {
    assertEquals(respell(text, units), expected, text);
  }
});
