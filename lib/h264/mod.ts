/**
 * H.264 (ITU-T Rec. H.264): from a byte stream to access units, what its parameter sets say, and the
 * pattern camera's encoder. Pure: clock and timers are handed in, bytes in, values out.
 * @module
 */
export { AccessUnitAssembler } from "./access_unit_assembler.ts";
export type { AssemblerCounters, AssemblerOptions } from "./assembler_options.ts";
export { codecString } from "./codec_string.ts";
export {
  type DecoderParameters,
  describeDecoder,
  findParameterSets,
  type ParameterSets,
  sameSets,
} from "./decoder_parameters.ts";
export { addEmulationPrevention, removeEmulationPrevention } from "./emulation_prevention.ts";
export { beginsAccessUnit, isVcl, NalUnitType } from "./nal_unit.ts";
export {
  type PatternCells,
  PatternEncoder,
  type PatternOptions,
  type PatternPicture,
  PatternScene,
  type PatternSceneOptions,
  readPatternStamp,
} from "./pattern/mod.ts";
export { parsePps, type Pps } from "./pps.ts";
export type { Timers } from "./quiet_timer.ts";
export { isBipredictive, mayReorder } from "./reordering.ts";
export { parseSliceHeader, type SliceHeader } from "./slice_header.ts";
export { parseSps, type Sps } from "./sps.ts";
export { splitSampleUnits } from "./sample_units.ts";
export { splitNalUnits } from "./split_nal_units.ts";
export { findStartCode } from "./start_code.ts";
export { describeStream, type StreamSettings } from "./stream_description.ts";
export type { StreamFault, StreamFaultKind } from "./stream_fault.ts";
export type { Vui } from "./vui.ts";
