/**
 * RAW frames of sensors with a Bayer mosaic: from a byte stream to frames of one canonical form. Pure: bytes in, values out.
 * @module
 */
export { type BayerOrder, minStride, parseRawFormat, type RawFormat } from "./raw_format.ts";
export type { RawPacking } from "./raw_format.ts";
export { type RawGeometry, unpackFrame } from "./unpack_frame.ts";
export { RawAssembler, type RawAssemblerOptions, type RawCounters } from "./raw_assembler.ts";
export type { RawFault, RawFaultKind } from "./raw_fault.ts";
