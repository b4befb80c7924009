import { isVcl, NalUnitType, nalUnitType } from "./nal_unit.ts";
import { splitNalUnits } from "./split_nal_units.ts";
import { parseSps, type Sps } from "./sps.ts";

/** The parameter sets that a key frame brings. */
export interface ParameterSets {
  /** Sequence parameter sets, header first, views. */
  readonly sps: readonly Uint8Array[];
  /** Picture parameter sets, header first, views. */
  readonly pps: readonly Uint8Array[];
}

/**
 * Finds the parameter sets of a key frame.
 *
 * @param payload Annex B form; only read.
 */
export function findParameterSets(payload: Uint8Array): ParameterSets {
  const units = splitNalUnits(payload, (header) => isVcl(nalUnitType(header)));
  const ofType = (type: number) => units.filter((unit) => nalUnitType(unit[0]!) === type);
  return { sps: ofType(NalUnitType.sps), pps: ofType(NalUnitType.pps) };
}

/** What a decoder must know before the first picture: `AvcParameters` of MP4. */
export interface DecoderParameters extends ParameterSets {
  /** chroma_format_idc of the first sequence parameter set. */
  readonly chromaFormatIdc: number;
  /** Significant bits of a luma sample. */
  readonly bitDepthLuma: number;
  /** Significant bits of a chroma sample. */
  readonly bitDepthChroma: number;
}

/** Tells whether two key frames bring the same parameter sets. */
export function sameSets(a: ParameterSets, b: ParameterSets): boolean {
  return sameUnits(a.sps, b.sps) && sameUnits(a.pps, b.pps);
}

/** Tells whether a NAL unit is one of these. */
export function isOneOf(units: readonly Uint8Array[], unit: Uint8Array): boolean {
  return units.some((each) => sameBytes(each, unit));
}

/**
 * Sets up a decoder.
 *
 * @param sets Are copied: they are needed for as long as pictures are decoded.
 * @returns The size of the picture, too.
 * @throws {SyntaxError} If there is none of a kind, or a sequence parameter set cannot be read.
 */
export function describeDecoder(sets: ParameterSets): { sps: Sps; avc: DecoderParameters } {
  const [first] = sets.sps;
  if (!first || sets.pps.length === 0) {
    throw new SyntaxError("Cannot set up a decoder: the key frame has no SPS or no PPS");
  }
  const sps = parseSps(first);
  const { chromaFormatIdc, bitDepthLuma, bitDepthChroma } = sps;
  const avc = {
    sps: sets.sps.map((unit) => unit.slice()),
    pps: sets.pps.map((unit) => unit.slice()),
    ...{ chromaFormatIdc, bitDepthLuma, bitDepthChroma },
  };
  return { sps, avc };
}

function sameUnits(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((unit, i) => sameBytes(unit, b[i]!));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
