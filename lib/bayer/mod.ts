/**
 * RAW frames of sensors with a Bayer mosaic: how their samples lie in memory. Pure: bytes in, values out.
 * @module
 */
export { type BayerOrder, minStride, parseRawFormat, type RawFormat } from "./raw_format.ts";
export type { RawPacking } from "./raw_format.ts";
export { type RawGeometry, unpackFrame } from "./unpack_frame.ts";
