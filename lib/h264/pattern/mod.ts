/** The pattern camera's H.264 encoder, and the reader of its stamp. @module */
export { PatternEncoder, type PatternPicture } from "./pattern_encoder.ts";
export { type PatternCells, PatternScene, type PatternSceneOptions } from "./pattern_scene.ts";
export type { PatternOptions } from "./pattern_options.ts";
export { readPatternStamp } from "./stamp_reader.ts";
