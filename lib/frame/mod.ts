/** The values that every part speaks of: frames, stream descriptions, where to start. Pure. @module */
export { type Frame, FrameFlag, type FrameMetadata, type Gap } from "./frame.ts";
export type { FrameEnd, FrameSink } from "./frame_sink.ts";
export type { From, Policy } from "./from.ts";
export { decodeStamp, encodeStamp, type PatternStamp, STAMP_BYTES } from "./pattern_stamp.ts";
export type { Codec, StreamInfo } from "./stream_info.ts";
export { STAMP_COLUMNS, STAMP_ROWS, type StampGeometry, stampGeometry } from "./stamp_geometry.ts";
export type { NowUs } from "./timestamp.ts";
