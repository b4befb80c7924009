import type { EncodedFrame, FrameEncoder } from "./frame_encoder.ts";
import { frameNumberBits, luma } from "./h264/frame_number.ts";
import { concatBytes } from "./h264/nal_unit.ts";
import { type HuffmanTable, huffmanTables, quantiserSteps } from "./jpeg_tables.ts";

/**
 * JPEG pictures with the frame number, in the order of markers that libjpeg writes: JFIF, two
 * quantiser tables, baseline 4:2:0, four Huffman tables, one scan without restart markers. What
 * stands before the scan's data is 623 bytes long. Spec: ITU-T T.81 annex B.
 */
export class JpegEncoder implements FrameEncoder {
  readonly #columns: number;
  readonly #rows: number;
  readonly #header: Uint8Array;
  readonly #lumaDcStep: number;

  /** @param quality 1 to 100; others are clamped. */
  constructor(picture: { width: number; height: number }, quality: number) {
    this.#columns = Math.ceil(picture.width / 16);
    this.#rows = Math.ceil(picture.height / 16);
    const steps = quantiserSteps(quality);
    this.#header = headerBytes(picture, steps);
    this.#lumaDcStep = steps.luma[0]!;
  }

  encode(number: number): EncodedFrame[] {
    const bits = frameNumberBits(number);
    const scan = new ScanWriter();
    let lastLevel = 0;
    for (let block = 0; block < this.#columns * this.#rows; block++) {
      const bit = bits[block];
      const target = bit === undefined ? luma.background : bit ? luma.one : luma.zero;
      // The DC coefficient of a block of one brightness is eight times its distance from 128.
      const level = Math.round((target - 128) * 8 / this.#lumaDcStep);
      for (let i = 0; i < 4; i++) {
        scan.flatBlock("luma", i === 0 ? level - lastLevel : 0);
      }
      scan.flatBlock("chroma", 0);
      scan.flatBlock("chroma", 0);
      lastLevel = level;
    }
    const end = new Uint8Array([0xff, 0xd9]);
    return [{ bytes: concatBytes([this.#header, scan.finish(), end]), key: true }];
  }

  flush(): EncodedFrame[] {
    return [];
  }
}

function headerBytes(
  { width, height }: { width: number; height: number },
  steps: { luma: number[]; chroma: number[] },
): Uint8Array {
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  const components = [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
  return concatBytes([
    new Uint8Array([0xff, 0xd8]),
    segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...steps.luma]),
    segment(0xdb, [1, ...steps.chroma]),
    segment(0xc0, [8, ...size, ...components]),
    huffmanSegment(0x00, huffmanTables.lumaDc),
    huffmanSegment(0x10, huffmanTables.lumaAc),
    huffmanSegment(0x01, huffmanTables.chromaDc),
    huffmanSegment(0x11, huffmanTables.chromaAc),
    segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]),
  ]);
}

function segment(marker: number, body: readonly number[]): Uint8Array {
  const length = body.length + 2;
  return new Uint8Array([0xff, marker, length >> 8, length & 255, ...body]);
}

function huffmanSegment(id: number, table: HuffmanTable): Uint8Array {
  return segment(0xc4, [id, ...table.counts, ...table.values]);
}

/** Code and length of each value. Spec: ITU-T T.81 annex C. */
function huffmanCodes(table: HuffmanTable): Map<number, { code: number; length: number }> {
  const codes = new Map<number, { code: number; length: number }>();
  let code = 0;
  let next = 0;
  table.counts.forEach((count, index) => {
    for (let i = 0; i < count; i++) {
      codes.set(table.values[next++]!, { code: code++, length: index + 1 });
    }
    code <<= 1;
  });
  return codes;
}

const codes = {
  luma: { dc: huffmanCodes(huffmanTables.lumaDc), ac: huffmanCodes(huffmanTables.lumaAc) },
  chroma: { dc: huffmanCodes(huffmanTables.chromaDc), ac: huffmanCodes(huffmanTables.chromaAc) },
};

/** Entropy-coded data with a zero stuffed behind each 0xff. Spec: ITU-T T.81 F.1.2. */
class ScanWriter {
  readonly #bytes: number[] = [];
  #pending = 0;
  #pendingBits = 0;

  /** A block whose only coefficient is DC, given by its difference from the one before. */
  flatBlock(component: keyof typeof codes, difference: number): void {
    const size = 32 - Math.clz32(Math.abs(difference));
    this.#code(codes[component].dc.get(size)!);
    this.#put(difference < 0 ? difference + (1 << size) - 1 : difference, size);
    this.#code(codes[component].ac.get(0)!); // end of block
  }

  finish(): Uint8Array {
    if (this.#pendingBits > 0) this.#put(0x7f, 8 - this.#pendingBits);
    return new Uint8Array(this.#bytes);
  }

  #code({ code, length }: { code: number; length: number }): void {
    this.#put(code, length);
  }

  #put(value: number, count: number): void {
    for (let shift = count - 1; shift >= 0; shift--) {
      this.#pending = (this.#pending << 1) | ((value >> shift) & 1);
      if (++this.#pendingBits < 8) continue;
      this.#bytes.push(this.#pending);
      if (this.#pending === 0xff) this.#bytes.push(0);
      this.#pending = 0;
      this.#pendingBits = 0;
    }
  }
}
