/** The values that every part speaks of: frames, stream descriptions, where to start. Pure. @module */
export { type Frame, FrameFlag, type FrameMetadata, type Gap } from "./frame.ts";
export type { FrameEnd, FrameSink } from "./frame_sink.ts";
export type { From, Policy } from "./from.ts";
export type { Codec, StreamInfo } from "./stream_info.ts";
export type { NowUs } from "./timestamp.ts";
