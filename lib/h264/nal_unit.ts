/** Values of nal_unit_type that picam speaks of. Spec: ITU-T H.264 (08/2021) table 7-1. */
export const NalUnitType = {
  /** A coded slice of a picture that is not an IDR picture. */
  slice: 1,
  /** Data partition A of a slice; it has the slice header. */
  partitionA: 2,
  /** Data partition B of a slice. */
  partitionB: 3,
  /** Data partition C of a slice. */
  partitionC: 4,
  /** A coded slice of an IDR picture: decoding can start at it. */
  idrSlice: 5,
  /** Supplemental enhancement information. */
  sei: 6,
  /** Sequence parameter set. */
  sps: 7,
  /** Picture parameter set. */
  pps: 8,
  /** Access unit delimiter. */
  accessUnitDelimiter: 9,
  /** End of sequence. */
  endOfSequence: 10,
  /** End of stream. */
  endOfStream: 11,
  /** Filler data: bytes that keep a rate. */
  filler: 12,
} as const;

/**
 * Tells the type of a NAL unit.
 *
 * @param header The first byte of the NAL unit.
 * @returns nal_unit_type, 0 to 31.
 */
export function nalUnitType(header: number): number {
  return header & 0x1f;
}

/**
 * Tells whether a first byte can be that of a NAL unit of an elementary stream: forbidden_zero_bit
 * is 0, and the type is neither 0 nor one of 24 to 31, which H.264 leaves to others (RTP packets).
 *
 * Spec: ITU-T H.264 (08/2021) 7.3.1 and table 7-1.
 */
export function isNalHeader(header: number): boolean {
  return header > 0 && header < 0x80 && (header & 0x1f) !== 0 && (header & 0x1f) < 24;
}

/** Tells whether a NAL unit of this type is a part of a coded picture (VCL). */
export function isVcl(type: number): boolean {
  return type >= NalUnitType.slice && type <= NalUnitType.idrSlice;
}

/** Tells whether a NAL unit of this type begins with a slice header, so with first_mb_in_slice. */
export function hasSliceHeader(type: number): boolean {
  return type === NalUnitType.slice || type === NalUnitType.idrSlice ||
    type === NalUnitType.partitionA;
}

/**
 * Tells whether a NAL unit that comes after a slice is the first of the next access unit. A slice is
 * when its first_mb_in_slice is 0, whose code is one set bit. (Arbitrary slice order and redundant
 * pictures of the Baseline profile, which no camera uses, would need the whole slice header.)
 *
 * Spec: ITU-T H.264 (08/2021) 7.4.1.2.3 and 7.4.1.2.4.
 *
 * @param type nal_unit_type.
 * @param firstByte The byte after the NAL unit's header; needed for slices only.
 */
export function beginsAccessUnit(type: number, firstByte: number): boolean {
  if (hasSliceHeader(type)) return (firstByte & 0x80) !== 0;
  return (type >= NalUnitType.sei && type <= NalUnitType.accessUnitDelimiter) ||
    (type >= 14 && type <= 18);
}
