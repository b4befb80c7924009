import { minStride, type RawFormat, type RawPacking } from "./raw_format.ts";
import { unpackCsi2Raw10, unpackCsi2Raw12 } from "./unpack_csi2.ts";
import { unpackPispRow } from "./unpack_pisp.ts";
import { clamp, copyPlain16, shiftDown, unpackPlain8 } from "./unpack_plain.ts";

/** What a RAW frame's bytes hold. */
export interface RawGeometry {
  /** How samples lie in a row. */
  readonly format: RawFormat;
  /** Samples of a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Bytes from one row's beginning to the next one's, at least `minStride`. */
  readonly strideBytes: number;
}

const unpackRow: Readonly<Record<RawPacking, (row: Uint8Array, into: Uint16Array) => void>> = {
  "plain-8": unpackPlain8,
  "plain-16": copyPlain16,
  "csi2-10": unpackCsi2Raw10,
  "csi2-12": unpackCsi2Raw12,
  "pisp-comp1": unpackPispRow,
};

/**
 * Brings a frame into the canonical form: a sample in 16 bits, its bits the lowest, at most 12 of them, rows
 * without padding. Samples of 14 and 16 bits lose their lowest; one that is larger than its bits allow becomes
 * the largest value.
 *
 * Spec: reference/rpicam-facts 3.3.
 *
 * @param bytes At least `strideBytes` × `height`; only read, may begin at an odd place.
 * @param into Gets the samples, row by row: at least `width` × `height`.
 * @returns how many samples were too large.
 * @throws {RangeError} If `bytes`, `into` or `strideBytes` is too small.
 */
export function unpackFrame(
  bytes: Uint8Array,
  { format, width, height, strideBytes }: RawGeometry,
  into: Uint16Array,
): number {
  checkSizes(bytes, { format, width, height, strideBytes }, into);
  const samples = into.subarray(0, width * height);
  if (format.packing === "plain-16" && strideBytes === width * 2) copyPlain16(bytes, samples);
  else {
    const unpack = unpackRow[format.packing];
    for (let y = 0; y < height; y++) {
      const row = bytes.subarray(y * strideBytes, (y + 1) * strideBytes);
      unpack(row, samples.subarray(y * width, (y + 1) * width));
    }
  }
  return format.packing === "plain-16" ? toRange(samples, format) : 0;
}

function toRange(samples: Uint16Array, { storedBits, bitDepth }: RawFormat): number {
  const tooLarge = clamp(samples, 2 ** storedBits - 1);
  if (storedBits > bitDepth) shiftDown(samples, storedBits - bitDepth);
  return tooLarge;
}

function checkSizes(bytes: Uint8Array, geometry: RawGeometry, into: Uint16Array): void {
  const { format, width, height, strideBytes } = geometry;
  const leastStride = minStride(format, width);
  if (strideBytes < leastStride) {
    throw new RangeError(
      `strideBytes must be at least ${leastStride} for ${width} samples of ${format.name}, is ${strideBytes}`,
    );
  }
  if (bytes.length < strideBytes * height) {
    throw new RangeError(
      `A frame of ${height} rows of ${strideBytes} bytes has ${strideBytes * height} bytes, ` +
        `there are ${bytes.length}`,
    );
  }
  if (into.length < width * height) {
    throw new RangeError(
      `into must have room for ${width * height} samples, has it for ${into.length}`,
    );
  }
}
