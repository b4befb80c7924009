/** The RAW pattern cameras, and the reader of their stamp. @module */
export { type ChartPatch, chartPatches } from "./chart_patches.ts";
export { type LinearColour, patternCast } from "./colour.ts";
export type { CellArea } from "./mosaic_picture.ts";
export { openRawPattern, type RawPatternName } from "./open_raw_pattern.ts";
export type { RawPattern, RawPatternOptions } from "./raw_pattern.ts";
export { readRawStamp } from "./raw_stamp.ts";
