import { codesOf, type HuffmanCode, type HuffmanTable } from "./huffman.ts";
import type { ScanWriter } from "./scan_writer.ts";
import { zigzag } from "./quantiser.ts";

/** Four flat cells of 4 x 4 samples: together the 8 x 8 samples of a block. */
interface CellBlock {
  /** The quantised DC coefficient. */
  readonly dc: number;
  /** Codes of all others, and of the block's end. */
  readonly codes: readonly HuffmanCode[];
}

/** More different blocks than a picture of bars, text and stamp has. */
const keptBlocks = 4096;

/** For each frequency: the sum of its cosine over samples 0 to 3; over 4 to 7 it is ± the same. */
const halves = Array.from({ length: 8 }, (_, frequency) => {
  const scale = frequency === 0 ? Math.SQRT1_2 / 2 : 0.5;
  let sum = 0;
  for (let x = 0; x < 4; x++) sum += Math.cos((2 * x + 1) * frequency * Math.PI / 16);
  return sum * scale;
});

/**
 * Codes the blocks of one kind of component, luma or chroma. A block is given by its four cells; one that
 * was coded before costs a look-up.
 *
 * Spec: ITU-T T.81 (09/1992) A.3.3, F.1.2.
 */
export class CellBlockCoder {
  readonly #steps: readonly number[];
  readonly #dcCodes: ReadonlyMap<number, HuffmanCode>;
  readonly #acCodes: ReadonlyMap<number, HuffmanCode>;
  readonly #known = new Map<number, CellBlock>();

  /** @param parts Quantiser steps row by row, and Huffman tables */
  constructor(parts: { steps: readonly number[]; dc: HuffmanTable; ac: HuffmanTable }) {
    this.#steps = parts.steps;
    this.#dcCodes = codesOf(parts.dc);
    this.#acCodes = codesOf(parts.ac);
  }

  /**
   * Writes a block.
   *
   * @param cells Upper left, upper right, lower left and lower right cell, 0 to 255, highest byte first
   * @param before DC coefficient of the component's block before
   * @returns that of this one
   */
  write(scan: ScanWriter, cells: number, before: number): number {
    const block = this.#known.get(cells) ?? this.#code(cells);
    const difference = block.dc - before;
    const size = 32 - Math.clz32(Math.abs(difference));
    const { bits, length } = this.#dcCodes.get(size)!;
    scan.put(bits, length);
    if (size > 0) scan.put(difference < 0 ? difference - 1 : difference, size);
    for (const { bits, length } of block.codes) scan.put(bits, length);
    return block.dc;
  }

  #code(cells: number): CellBlock {
    const coefficients = this.#quantise(cells);
    const block = { dc: coefficients[0]!, codes: this.#codesOf(coefficients) };
    if (this.#known.size >= keptBlocks) this.#known.clear();
    this.#known.set(cells, block);
    return block;
  }

  /** The transform of a block of four cells: each direction knows only "both halves" and "their difference". */
  #quantise(cells: number): number[] {
    const sample = (shift: number) => (cells >>> shift & 255) - 128;
    const a = sample(24), b = sample(16), c = sample(8), d = sample(0);
    return this.#steps.map((step, at) => {
      const u = at % 8, v = at >> 3;
      const right = u % 2 === 0 ? 1 : -1, below = v % 2 === 0 ? 1 : -1;
      const sum = a + right * b + below * c + right * below * d;
      return Math.round(sum * halves[u]! * halves[v]! / step);
    });
  }

  #codesOf(coefficients: readonly number[]): HuffmanCode[] {
    const codes: HuffmanCode[] = [];
    let zeros = 0;
    for (let i = 1; i < 64; i++) {
      const level = coefficients[zigzag[i]!]!;
      if (level === 0) zeros++;
      else {
        for (; zeros > 15; zeros -= 16) codes.push(this.#acCodes.get(0xf0)!);
        const size = 32 - Math.clz32(Math.abs(level));
        codes.push(this.#acCodes.get(zeros << 4 | size)!);
        codes.push({ bits: level < 0 ? level - 1 : level, length: size });
        zeros = 0;
      }
    }
    return zeros > 0 ? [...codes, this.#acCodes.get(0)!] : codes;
  }
}
