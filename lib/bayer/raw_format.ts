import type { StreamInfo } from "../frame/mod.ts";

/** Order of the colours in a sensor's 2 × 2 cell: the upper row, then the lower one. */
export type BayerOrder = NonNullable<StreamInfo["bayer"]>;

/** How samples lie in a row's bytes. */
export type RawPacking =
  /** A byte each. */
  | "plain-8"
  /** Two bytes each, the low one first; the significant bits are the lowest. */
  | "plain-16"
  /** CSI-2 RAW10: four in five bytes. */
  | "csi2-10"
  /** CSI-2 RAW12: two in three bytes. */
  | "csi2-12"
  /** As the front end of a Pi 5 compresses: eight in eight bytes. */
  | "pisp-comp1";

/** A format of RAW frames. */
export interface RawFormat {
  /** Its name, as libcamera and the camera program give it. */
  readonly name: string;
  /** Order of the colours. */
  readonly bayer: BayerOrder;
  /** Bits of a sample as it is stored: 8, 10, 12, 14 or 16. */
  readonly storedBits: number;
  /** Bits of a sample in the canonical form: those that are stored, at most 12. */
  readonly bitDepth: number;
  /** How samples lie in memory. */
  readonly packing: RawPacking;
}

const orders = "RGGB|BGGR|GRBG|GBRG";
const plainOrCsi2 = new RegExp(`^S(${orders})(8|10|12|14|16|10_CSI2P|12_CSI2P)$`);
const compressed = new RegExp(`^(${orders})(?:16)?_PISP_COMP1$`);

/**
 * Reads a format's name: `SRGGB8`, `SRGGB10`, `SRGGB12`, `SRGGB14` and `SRGGB16` (16 bits, of which a Pi 5
 * fills the highest), `SRGGB10_CSI2P`, `SRGGB12_CSI2P`, `RGGB_PISP_COMP1` (older: `RGGB16_PISP_COMP1`), each in
 * the orders RGGB, BGGR, GRBG and GBRG.
 *
 * Spec: reference/rpicam-facts 3.3.
 *
 * @param name As the camera program prints it; capitals matter.
 * @returns nothing for a format that is not known: one without colours, for example.
 *
 * ```ts
 * import { parseRawFormat } from "./mod.ts";
 *
 * const format = parseRawFormat("SBGGR10_CSI2P");
 * if (format?.bayer !== "BGGR" || format.bitDepth !== 10) throw new Error("misread");
 * ```
 */
export function parseRawFormat(name: string): RawFormat | undefined {
  const [, order, form] = plainOrCsi2.exec(name) ?? [];
  if (order !== undefined && form !== undefined) {
    const storedBits = parseInt(form);
    const packing = form.endsWith("_CSI2P")
      ? (storedBits === 10 ? "csi2-10" : "csi2-12")
      : (storedBits === 8 ? "plain-8" : "plain-16");
    return rawFormat({ name, bayer: order as BayerOrder, storedBits, packing });
  }
  const [, bayer] = compressed.exec(name) ?? [];
  if (bayer === undefined) return undefined;
  return rawFormat({ name, bayer: bayer as BayerOrder, storedBits: 16, packing: "pisp-comp1" });
}

function rawFormat(parts: Omit<RawFormat, "bitDepth">): RawFormat {
  return { ...parts, bitDepth: Math.min(12, parts.storedBits) };
}

/** Samples and bytes of a packing's smallest unit. */
const units: Readonly<Record<RawPacking, { samples: number; bytes: number }>> = {
  "plain-8": { samples: 1, bytes: 1 },
  "plain-16": { samples: 1, bytes: 2 },
  "csi2-10": { samples: 4, bytes: 5 },
  "csi2-12": { samples: 2, bytes: 3 },
  "pisp-comp1": { samples: 8, bytes: 8 },
};

/**
 * Bytes of a row without padding: so many at least lie between two rows' beginnings.
 *
 * @param width Samples of a row, from 1.
 */
export function minStride({ packing }: RawFormat, width: number): number {
  const { samples, bytes } = units[packing];
  return Math.ceil(width / samples) * bytes;
}
