import { fromHex } from "../bytes/mod.ts";
/** A Huffman table: how many codes there are of each length from 1 to 16, and their values in order. */
export interface HuffmanTable {
  /** 16 numbers. */
  readonly counts: readonly number[];
  /** As many values as there are codes. */
  readonly values: Uint8Array;
}

/** A value's code. */
export interface HuffmanCode {
  /** The code's bits. */
  readonly bits: number;
  /** How many. */
  readonly length: number;
}

const dcValues = Uint8Array.from({ length: 12 }, (_, value) => value);

/** The tables that nearly every camera uses. Spec: ITU-T T.81 (09/1992) tables K.3 to K.6. */
export const usualTables: Readonly<
  Record<"lumaDc" | "lumaAc" | "chromaDc" | "chromaAc", HuffmanTable>
> = {
  lumaDc: { counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], values: dcValues },
  chromaDc: { counts: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], values: dcValues },
  lumaAc: {
    counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
    values: fromHex(
      "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a" +
        "25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778" +
        "797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7" +
        "c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
    ),
  },
  chromaAc: {
    counts: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
    values: fromHex(
      "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f1" +
        "1718191a262728292a35363738393a434445464748494a535455565758595a636465666768696a73747576" +
        "7778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4" +
        "c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
    ),
  },
};

/** The code of each value. Spec: ITU-T T.81 (09/1992) annex C. */
export function codesOf({ counts, values }: HuffmanTable): ReadonlyMap<number, HuffmanCode> {
  const codes = new Map<number, HuffmanCode>();
  let bits = 0, next = 0;
  counts.forEach((count, index) => {
    for (let i = 0; i < count; i++) codes.set(values[next++]!, { bits: bits++, length: index + 1 });
    bits <<= 1;
  });
  return codes;
}
