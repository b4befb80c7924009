import { box, join, type Pieces, u16, u8 } from "./box.ts";

/** What a decoder of H.264 must know before the first picture. */
export interface AvcParameters {
  /** Sequence parameter sets: NAL units, header first, no start code. At least one, at most 31. */
  readonly sps: readonly Uint8Array[];
  /** Picture parameter sets, the same way. At least one, at most 255. */
  readonly pps: readonly Uint8Array[];
  /** chroma_format_idc of the first sequence parameter set. */
  readonly chromaFormatIdc: number;
  /** Significant bits of a luma sample. */
  readonly bitDepthLuma: number;
  /** Significant bits of a chroma sample. */
  readonly bitDepthChroma: number;
}

/** Profiles whose record ends with the chroma format. */
const highProfiles = [100, 110, 122, 144, 244, 44];

/** NAL units in samples have a length of four bytes in front of them. */
const lengthSizeMinusOne = 3;

/**
 * The `avcC` box: the decoder's configuration. Spec: ISO/IEC 14496-15 5.3.3.1.
 *
 * @throws {RangeError} If there is no parameter set of a kind, too many, or one is too long
 */
export function encodeAvcConfiguration(parameters: AvcParameters): Pieces {
  const { sps, pps, chromaFormatIdc, bitDepthLuma, bitDepthChroma } = parameters;
  checkSets("SPS", sps, 31);
  checkSets("PPS", pps, 255);
  const [, profile = 0, constraints = 0, level = 0] = sps[0]!;
  const chroma = u8(0xfc | chromaFormatIdc, 0xf8 | bitDepthLuma - 8, 0xf8 | bitDepthChroma - 8, 0);
  return box(
    "avcC",
    u8(1, profile, constraints, level, 0xfc | lengthSizeMinusOne),
    u8(0xe0 | sps.length),
    ...sps.map(withLength),
    u8(pps.length),
    ...pps.map(withLength),
    ...(highProfiles.includes(profile) ? [chroma] : []),
  );
}

function withLength(nal: Uint8Array): Uint8Array {
  return join([u16(nal.length), nal]);
}

function checkSets(what: string, sets: readonly Uint8Array[], most: number): void {
  if (sets.length < 1 || sets.length > most) {
    throw new RangeError(`There must be 1 to ${most} ${what}, are ${sets.length}`);
  }
  const longest = Math.max(...sets.map(({ length }) => length));
  if (longest > 0xffff) throw new RangeError(`An ${what} must be under 65536 bytes, is ${longest}`);
}
