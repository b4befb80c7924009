import { isOneOf, type ParameterSets } from "./decoder_parameters.ts";
import { NalUnitType, nalUnitType } from "./nal_unit.ts";
import { splitNalUnits } from "./split_nal_units.ts";

/** NAL units that say nothing of the picture; a file has other means for what they are for. */
const leftOut: readonly number[] = [
  NalUnitType.accessUnitDelimiter,
  NalUnitType.endOfSequence,
  NalUnitType.endOfStream,
  NalUnitType.filler,
];

/**
 * The NAL units of an access unit that belong in a sample of a file: not the parameter sets that its
 * decoder is set up with, and nothing that a file says by other means.
 * Spec: ISO/IEC 14496-15 5.3.2.
 *
 * @param bytes An access unit, Annex B form; only read.
 * @param sets What the decoder is set up with.
 * @returns Views, header first.
 */
export function splitSampleUnits(bytes: Uint8Array, { sps, pps }: ParameterSets): Uint8Array[] {
  return splitNalUnits(bytes).filter((unit) => {
    const type = nalUnitType(unit[0]!);
    if (type === NalUnitType.sps) return !isOneOf(sps, unit);
    if (type === NalUnitType.pps) return !isOneOf(pps, unit);
    return !leftOut.includes(type);
  });
}
