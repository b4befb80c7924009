/**
 * RAW frames of sensors with a Bayer mosaic: from a byte stream to frames of one canonical form, and the RAW pattern
 * cameras. Pure: the clock is handed in, bytes in, values out.
 * @module
 */
export {
  type CellArea,
  type ChartPatch,
  chartPatches,
  type LinearColour,
  openRawPattern,
  patternCast,
  type RawPattern,
  type RawPatternName,
  type RawPatternOptions,
  readRawStamp,
} from "./pattern/mod.ts";
export { RawAssembler, type RawAssemblerOptions, type RawCounters } from "./raw_assembler.ts";
export type { RawFault, RawFaultKind } from "./raw_fault.ts";
export {
  type BayerOrder,
  minStride,
  parseRawFormat,
  type RawFormat,
  type RawPacking,
} from "./raw_format.ts";
export { type RawGeometry, unpackFrame } from "./unpack_frame.ts";
