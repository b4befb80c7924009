/** The pattern camera's H.264 encoder, and the reader of its stamp. @module */
export { PatternEncoder, type PatternOptions, type PatternPicture } from "./pattern_encoder.ts";
export { type PatternStamp, readPatternStamp } from "./stamp.ts";
