import type { EncodedFrame, FrameEncoder } from "./frame_encoder.ts";
import { frameNumberBits } from "./h264/frame_number.ts";
import type { Profile } from "./profile.ts";
import type { SensorMode } from "./sensor.ts";

/** How raw samples lie in memory. */
export interface RawLayout {
  readonly width: number;
  readonly height: number;
  readonly strideBytes: number;
  /** Name that the program prints. */
  readonly format: string;
  readonly packing: "csi2-10" | "low-16" | "high-16" | "compressed";
}

/** The layout that a platform gives a mode of the 10-bit sensor. */
export function rawLayout(
  profile: Profile,
  mode: SensorMode,
  asked: { readonly packed: boolean },
): RawLayout {
  const { width, height } = mode;
  const up = (value: number, unit: number) => Math.ceil(value / unit) * unit;
  const size = { width, height };
  if (profile.platform === "vc4") {
    return asked.packed
      ? {
        ...size,
        strideBytes: up(width * 5 / 4, 32),
        format: "SBGGR10_CSI2P",
        packing: "csi2-10",
      }
      : { ...size, strideBytes: up(width * 2, 32), format: "SBGGR10", packing: "low-16" };
  }
  return asked.packed
    ? {
      ...size,
      strideBytes: up(up(width, 8), 64),
      format: "BGGR_PISP_COMP1",
      packing: "compressed",
    }
    : { ...size, strideBytes: up(width * 2, 64), format: "SBGGR16", packing: "high-16" };
}

/** Ten-bit samples that stand for 0, 1 and the rest of the picture. */
export const rawSamples = { zero: 64, one: 960, background: 512 } as const;

/** Raw pictures whose samples carry the frame number like any other picture. */
export class RawEncoder implements FrameEncoder {
  readonly #layout: RawLayout;
  readonly #blocks: Readonly<Record<keyof typeof rawSamples, Uint8Array>>;
  readonly #background: Uint8Array<ArrayBuffer>;

  constructor(layout: RawLayout) {
    this.#layout = layout;
    this.#blocks = {
      zero: packSamples(rawSamples.zero, layout.packing),
      one: packSamples(rawSamples.one, layout.packing),
      background: packSamples(rawSamples.background, layout.packing),
    };
    this.#background = new Uint8Array(layout.strideBytes * layout.height);
    const perRow = Math.floor(layout.width / 16);
    for (let y = 0; y < layout.height; y++) {
      for (let block = 0; block < perRow; block++) {
        this.#put(this.#background, { y, block, kind: "background" });
      }
    }
  }

  encode(number: number): EncodedFrame[] {
    const bytes = this.#background.slice();
    const perRow = Math.floor(this.#layout.width / 16);
    frameNumberBits(number).forEach((bit, index) => {
      const top = Math.floor(index / perRow) * 16;
      for (let y = top; y < top + 16; y++) {
        this.#put(bytes, { y, block: index % perRow, kind: bit ? "one" : "zero" });
      }
    });
    return [{ bytes, key: true }];
  }

  flush(): EncodedFrame[] {
    return [];
  }

  #put(bytes: Uint8Array, at: { y: number; block: number; kind: keyof typeof rawSamples }): void {
    const samples = this.#blocks[at.kind];
    bytes.set(samples, at.y * this.#layout.strideBytes + at.block * samples.length);
  }
}

/** Sixteen equal samples in a row. */
function packSamples(sample: number, packing: RawLayout["packing"]): Uint8Array {
  switch (packing) {
    case "csi2-10": {
      // Four samples' upper eight bits, then their lower two, the first sample's lowest.
      const low = sample & 3;
      const group = [sample >> 2, sample >> 2, sample >> 2, sample >> 2, low * 0b01010101];
      return Uint8Array.from({ length: 20 }, (_, index) => group[index % 5]!);
    }
    case "low-16":
      return sixteenBit(sample);
    case "high-16":
      return sixteenBit(sample << 6);
    case "compressed":
      return compressedBlocks(sample << 6);
  }
}

function sixteenBit(sample: number): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => index % 2 ? sample >> 8 : sample & 0xff);
}

/**
 * Two blocks of eight equal samples as the PiSP compresses them in its mode 1 with offset 2048:
 * one word for the even samples of a block, one for the odd ones.
 */
function compressedBlocks(sample: number): Uint8Array {
  const value = sample - 2048;
  const coarse = value / 64 > 511;
  const quantised = value / (coarse ? 128 : 64);
  // Coarse words hold the distance from 384; fine ones the distance from the sample beside.
  const base = coarse ? 384 : Math.max(0, quantised - 64);
  const between = coarse ? quantised - 384 : 64;
  const word = (coarse ? 2 : 1) | (quantised << 2) | (between << 11) |
    ((quantised - base) << 18) | ((quantised - base) << 25);
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (let offset = 0; offset < 16; offset += 4) view.setUint32(offset, word >>> 0, true);
  return bytes;
}
