import { assertEquals } from "@std/assert";
import { minStride, parseRawFormat } from "../../../lib/bayer/mod.ts";

const cases = [
  ["SRGGB8", "RGGB", 8, 8, "plain-8", 10],
  ["SBGGR10", "BGGR", 10, 10, "plain-16", 20],
  ["SGRBG12", "GRBG", 12, 12, "plain-16", 20],
  ["SGBRG14", "GBRG", 14, 12, "plain-16", 20],
  ["SRGGB16", "RGGB", 16, 12, "plain-16", 20],
  ["SBGGR10_CSI2P", "BGGR", 10, 10, "csi2-10", 15],
  ["SRGGB12_CSI2P", "RGGB", 12, 12, "csi2-12", 15],
  ["GBRG_PISP_COMP1", "GBRG", 16, 12, "pisp-comp1", 16],
  ["BGGR16_PISP_COMP1", "BGGR", 16, 12, "pisp-comp1", 16],
] as const;

for (const [name, bayer, storedBits, bitDepth, packing, strideOf10] of cases) {
  Deno.test(`${name} is known, with its order, bits and packing`, () => {
    const format = parseRawFormat(name);
    assertEquals(format, { name, bayer, storedBits, bitDepth, packing });
    assertEquals(minStride(format!, 10), strideOf10);
  });
}

Deno.test("a format without colours, or one that nobody has heard of, is not known", () => {
  const names = ["R10", "MONO_PISP_COMP1", "SRGGB9", "SRGBG10", "srggb12", "SRGGB12_CSI2", "", "S"];
  for (const name of [...names, "SRGGB12 ", "SRGGB16_CSI2P", "RGGB12", "SRGGB10_PISP_COMP1"]) {
    assertEquals(parseRawFormat(name), undefined, name);
  }
});
